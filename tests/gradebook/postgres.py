"""A PostgreSQL server of the tests' own: on a Unix socket in a temporary folder, gone when they are."""

import contextlib
import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

TIMEOUT_SECONDS = 60


def programs() -> Path | None:
    """The folder with `initdb` and `pg_ctl`; Debian keeps them out of the PATH."""
    found = [*Path("/usr/lib/postgresql").glob("*/bin/initdb"), *map(Path, filter(None, [shutil.which("initdb")]))]
    return max(found).parent if found else None


@contextlib.contextmanager
def server(folder: Path) -> Iterator[str]:
    """Run a server in `folder`; gives the URL of its default database. Without PostgreSQL CI fails."""
    where = programs()
    if where is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("PostgreSQL is not installed")
    as_user = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    run = [*as_user, str(where / "pg_ctl"), "-D", str(folder / "data"), "-w", "-s"]
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    initdb = [str(where / "initdb"), "-D", str(folder / "data"), "-U", "grader", "-A", "trust", "-E", "UTF8"]
    _run([*as_user, *initdb], folder)
    _run([*run, "-l", str(folder / "log"), "-o", options, "start"], folder)
    try:
        yield f"postgresql://grader@/postgres?host={folder}"
    finally:
        _run([*run, "-m", "immediate", "stop"], folder)


def fresh_schema(url: str) -> str:
    """A new, empty schema of the database, which is made faster than a database; gives the URL that leads there."""
    name = f"book_{uuid.uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
    return f"{url}&options=-csearch_path%3D{name}"


def _run(command: list[str], folder: Path) -> None:
    # Not captured through pipes: the server inherits them, and they would never end.
    with (folder.parent / "postgres.out").open("w") as output:
        subprocess.run(
            command,
            cwd="/",
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=TIMEOUT_SECONDS,
        )
