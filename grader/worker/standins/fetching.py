"""Where downloads end: known files come from the data folder, everything else is told that there is no network."""

import io
import urllib.request
from dataclasses import dataclass
from email.message import Message
from pathlib import Path, PurePosixPath
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.response import addinfourl

from grader.worker.standins.datafiles import Finder, content, is_file
from grader.worker.standins.surroundings import Surroundings


@dataclass(frozen=True)
class Fetched:
    """A file that stands for one from the network."""

    address: str
    content: bytes

    @property
    def name(self) -> str:
        """Its name, as a browser would save it."""
        return PurePosixPath(urlsplit(self.address).path).name

    def save(self, path: object = None, folder: object = None) -> str:
        """Write it under its own name, or as `path`; a folder may be given in place of either. The path."""
        target = Path(str(path or self.name))
        if folder or target.is_dir():
            target = (Path(str(folder)) / target) if folder else target / self.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(self.content)
        return str(target)

    def opened(self) -> addinfourl:
        """As the answer of a server."""
        headers = Message()
        headers["Content-Length"] = str(len(self.content))
        answer = addinfourl(io.BytesIO(self.content), headers, self.address, 200)
        setattr(answer, "length", len(self.content))  # noqa: B010  a server's answer has it, unknown to the type
        return answer


class Fetcher:
    """Fetches by address."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._finder = Finder(surroundings.data) if surroundings.data else None
        self._notes = surroundings.notes

    def fetch(self, url: object) -> Fetched:
        """The file at an address. Raises `URLError` when it is none of the data folder's."""
        address = url.full_url if isinstance(url, urllib.request.Request) else str(url)
        found = self._finder.find(urlsplit(address).path) if self._finder else None
        if found is None or not is_file(found):
            raise URLError(f"{address[:200]} was not downloaded: there is no network while a notebook is graded")
        self._notes.add(f"{address[:200]} was not downloaded: it was taken from the grader's data folder.")
        return Fetched(address, content(found, urlsplit(address).path))
