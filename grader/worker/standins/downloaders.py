"""Packages that download: `requests`, `wget`, `gdown` and `kagglehub` fetch as everything else does here."""

import io
import json
from collections.abc import Iterator, Mapping
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.error import URLError

from grader.worker.standins.fake_modules import FakeModules, Fill
from grader.worker.standins.fetching import Fetched, Fetcher
from grader.worker.standins.surroundings import Surroundings

_OK = 200
_FAILURES = ("HTTPError", "ConnectionError", "Timeout", "ConnectTimeout", "ReadTimeout", "SSLError", "TooManyRedirects")
RequestException = type("RequestException", (OSError,), {})
_EXCEPTIONS: Mapping[str, type[Exception]] = {
    "RequestException": RequestException,
    **{name: type(name, (RequestException,), {}) for name in _FAILURES},
}


class Response:
    """The answer to a request: a file of the data folder."""

    status_code, ok, reason, encoding = _OK, True, "OK", "utf-8"

    def __init__(self, fetched: Fetched) -> None:
        self.content, self.url = fetched.content, fetched.address
        self.headers = {"content-length": str(len(self.content)), "Content-Length": str(len(self.content))}
        self.raw = io.BytesIO(self.content)

    @property
    def text(self) -> str:
        """The content as text."""
        return self.content.decode(self.encoding, "replace")

    def json(self) -> Any:
        """The content, read as JSON."""
        return json.loads(self.content)

    def iter_content(self, chunk_size: int | None = 1, *_args: object, **_kwargs: object) -> Iterator[bytes]:
        """The content in pieces."""
        size = max(chunk_size or len(self.content), 1)
        return (self.content[at : at + size] for at in range(0, len(self.content), size))

    def iter_lines(self, *_args: object, **_kwargs: object) -> Iterator[bytes]:
        """The content line by line."""
        return iter(self.content.splitlines())

    def raise_for_status(self) -> None:
        """Nothing went wrong: what goes wrong, goes wrong at once."""

    def close(self) -> None:
        """Nothing to close."""

    def __enter__(self) -> "Response":
        return self

    def __exit__(self, *_exc: object) -> None:
        """Nothing to close."""


def install(surroundings: Surroundings) -> None:
    """Make the packages importable."""
    fetcher = Fetcher(surroundings)
    contents: dict[str, Fill] = {
        "requests": lambda module: _fill_requests(module, fetcher),
        "requests.exceptions": lambda module: vars(module).update(_EXCEPTIONS),
        "wget": lambda module: setattr(module, "download", _downloading(fetcher)),
        "gdown": lambda module: setattr(module, "download", _downloading(fetcher)),
        "kagglehub": lambda module: _fill_kagglehub(module, surroundings),
    }
    FakeModules(contents).install()


def _fill_requests(module: ModuleType, fetcher: Fetcher) -> None:
    def get(url: object, *_args: object, **_kwargs: object) -> Response:
        try:
            return Response(fetcher.fetch(url))
        except URLError as error:
            raise _EXCEPTIONS["ConnectionError"](str(error.reason)) from None

    def request(_method: object, url: object, *_args: object, **_kwargs: object) -> Response:
        return get(url)

    class Session:
        """Requests one after the other."""

        def __init__(self) -> None:
            self.headers: dict[str, str] = {}
            self.cookies: dict[str, str] = {}
            self.get = self.post = self.head = get
            self.request = request

        def mount(self, *_args: object) -> None:
            """Nothing is sent, so nothing is sent in another way."""

        close = mount

        def __enter__(self) -> "Session":
            return self

        def __exit__(self, *_exc: object) -> None:
            """Nothing to close."""

    vars(module).update(_EXCEPTIONS, get=get, post=get, head=get, put=get, request=request)
    vars(module).update(Session=Session, session=Session, Response=Response, codes=SimpleNamespace(ok=_OK))
    vars(module).update(exceptions=SimpleNamespace(**_EXCEPTIONS))


def _downloading(fetcher: Fetcher) -> Any:
    def download(url: object = None, output: object = None, *_args: object, out: object = None, **kwargs: Any) -> str:
        return fetcher.fetch(url or kwargs.get("id")).save(output or out)

    return download


def _fill_kagglehub(module: ModuleType, surroundings: Surroundings) -> None:
    def folder_of(handle: object, *_args: object, **_kwargs: object) -> str:
        surroundings.notes.add(
            f"Kaggle's {str(handle)[:100]} was not downloaded; known files come from the data folder."
        )
        return f"/kaggle/input/{str(handle).rsplit('/', 1)[-1]}"

    vars(module).update(
        dataset_download=folder_of, competition_download=folder_of, login=lambda *_args, **_kwargs: None
    )
