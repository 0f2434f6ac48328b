"""Coverage-guided fuzzing of the codec: `python -m tests.wire.fuzz [-max_total_time=600] [libFuzzer's options]`.

libFuzzer makes up frames, keeps those that reach new branches of `grader.wire`, and builds on them. Each is decoded as
a hostile worker's answer is: whatever the bytes, there must come a value or `WireError`, and a value must survive the
way back. Caps are small and memory is limited, so a frame that makes the decoder take more than it may ends the run.

An input is the length of the tree (two bytes), the tree, and the body, so that few inputs fail for their lengths alone.
"""

import contextlib
import resource
import struct
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["grader.wire"]):
    from grader.wire import Bounds, WireError, decode, encode, lengths

import numpy as np
import torch

from tests.wire.frames import HEADER_BYTES, framed, unframed
from tests.wire.values import same

BOUNDS = Bounds(body_bytes=1 << 20, tree_bytes=1 << 18, nodes=20_000, arrays=500, tuple_keys=200, string_bytes=1 << 16)
LENGTH = struct.Struct("<H")
SPARE_BYTES = 1 << 28
"""Address space that the run may take on top of what the libraries have; the caps above allow far less."""
SEEDS: tuple[object, ...] = (
    {"status": "ok", "nonce": b"0123456789abcdef", "value": None, "near": ["a", "é\x00"]},
    [True, False, -1, 2**70, 1.5, float("nan"), 1 + 2j, "text", b"bytes", (), ((1, "k"), 2)],
    {(1, "a"): 1, None: 2, 1.5: 3, -7: {"deep": [[[[]]]]}},
    [[0.5] * 20, list(range(20))],
    [torch.ones(2, 3, requires_grad=True), torch.zeros(0), torch.ones(1, dtype=torch.bfloat16), torch.tensor(True)],
    [np.float32(1), np.arange(6).reshape(2, 3), np.zeros((0, 5), np.complex64), np.array([True, False])],
    object(),
)


def one_input(data: bytes) -> None:
    """Read one frame as the grader does; raises whatever the codec should not have let out."""
    with contextlib.suppress(WireError):
        lengths(data[:HEADER_BYTES], BOUNDS)
    end = LENGTH.size + int.from_bytes(data[: LENGTH.size], "little")
    try:
        value = decode(data[LENGTH.size : end], data[end:], bounds=BOUNDS).value
    except WireError:
        return
    back = unframed(framed(value)).value
    if not same(value, back):
        raise AssertionError(f"{value!r} came back as {back!r}")


def write_seeds(folder: Path) -> None:
    """Start from one honest frame of each kind."""
    for number, value in enumerate(SEEDS):
        _, tree, *body = map(bytes, encode(value, keep=lambda _value: 1, bounds=BOUNDS))
        (folder / f"seed{number}").write_bytes(LENGTH.pack(len(tree)) + tree + b"".join(body))


def limit_memory() -> None:
    """What the decoder takes beyond its caps becomes a MemoryError, which ends the run."""
    taken = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + SPARE_BYTES, taken + SPARE_BYTES))


def main() -> None:
    """Run until the time or the number of runs is over, or something is found; the last argument is the corpus."""
    *options, corpus = sys.argv[1:]
    write_seeds(Path(corpus))
    torch.set_num_threads(1)
    atheris.Setup([sys.argv[0], "-max_len=4096", "-timeout=10", *options, corpus], one_input)
    limit_memory()
    atheris.Fuzz()


if __name__ == "__main__":
    main()
