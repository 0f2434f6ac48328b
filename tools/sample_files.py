"""What the makers of sample hand-ins share: notebooks, modules, PDFs and archives, the same bytes in every run."""

import contextlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

Cells = Mapping[str, str | None]
"""Sources by cell id, in order; ids that begin with `text` are Markdown. None leaves a cell out."""
Files = Mapping[str, bytes]
"""Contents by path, which starts in the checkout's top folder."""

ROOT = Path(__file__).resolve().parent.parent


def notebook(cells: Cells, printed: Mapping[str, str] | None = None) -> str:
    """A notebook (nbformat 4.5) as JSON, with what some of its cells printed."""
    made = [_cell(name, source, (printed or {}).get(name, "")) for name, source in cells.items() if source is not None]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    whole = {"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _cell(name: str, source: str, printed: str) -> dict[str, object]:
    cell: dict[str, object] = {"id": name, "metadata": {}, "source": source.splitlines(keepends=True)}
    if name.startswith("text"):
        return {"cell_type": "markdown", **cell}
    outputs = (
        [{"name": "stdout", "output_type": "stream", "text": printed.splitlines(keepends=True)}] if printed else []
    )
    return {"cell_type": "code", "execution_count": None, **cell, "outputs": outputs}


def run(cells: Cells, names: Iterable[str], given: Mapping[str, object]) -> dict[str, str]:
    """Run some cells one after the other, in this process, with these names; what each of them printed."""
    printed, namespace = {}, dict(given)
    for name in names:
        stream = io.StringIO()
        with contextlib.redirect_stdout(stream):
            exec(cells[name] or "", namespace)
        printed[name] = stream.getvalue()
    return printed


def module(cells: Cells) -> str:
    """The same as a Python file with cell markers."""
    blocks = []
    for name, source in cells.items():
        if source is not None and name.startswith("text"):
            blocks.append("# %% [markdown]\n" + re.sub(r"^", "# ", source, flags=re.MULTILINE))
        elif source is not None:
            blocks.append(f"# %%\n{source}")
    return "\n\n".join(blocks) + "\n"


def pdf(text: str) -> bytes:
    """One page with one line of text."""
    drawn = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def archive(files: Files) -> bytes:
    """A ZIP whose bytes do not depend on when it is made, nor on who compresses."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 12, 0, 0)), content)
    return stream.getvalue()


def below(folder: str, files: Mapping[str, str | bytes]) -> dict[str, bytes]:
    """Files of a folder."""
    return {f"{folder}/{name}": text if isinstance(text, bytes) else text.encode() for name, text in files.items()}


def write(files: Files) -> None:
    """Write files, with the folders that they are in."""
    for path, content in files.items():
        target = ROOT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
