"""A Dask cluster of two worker processes on loopback, as `dask worker` would start them."""

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from distributed import LocalCluster


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Dask's own, about its threads and sockets
        start: Any = LocalCluster  # the library gives its own call no types
        with start(n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None) as on:
            yield on
