"""Whatever the bytes: a value, or `WireError`; never another exception, never more memory than the bounds allow."""

import contextlib
import random
import struct
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.wire import DEFAULT_BOUNDS, Bounds, WireError, decode, encode, lengths
from grader.wire.values import BY_CODE, MAGIC
from tests.wire.frames import HEADER_BYTES, array_node, counted, framed, integer_node, unframed
from tests.wire.values import values

TAGS = b"NTFifcsbludptagro"
NUMBERS = (b"\xff" * 8, b"\0" * 8, b"\x7f" + b"\xff" * 7, b"\0" * 7 + b"\x80", b"\1" + b"\0" * 7)


def harmless(tree: bytes, body: bytes = b"", bounds: Bounds = DEFAULT_BOUNDS) -> None:
    """Decoding ends with a value or with the one error."""
    with contextlib.suppress(WireError):
        decode(tree, body, bounds=bounds)


@settings(max_examples=300)
@given(st.binary(max_size=200), st.binary(max_size=50))
def test_random_bytes(tree: bytes, body: bytes) -> None:
    harmless(tree, body)
    harmless(bytes(TAGS[byte % len(TAGS)] for byte in tree[:4]) + tree[4:], body)


@settings(max_examples=400)
@given(values, st.randoms(use_true_random=False))
def test_mutated_frames(value: object, chance: random.Random) -> None:
    raw = bytearray(framed(value)[HEADER_BYTES:])
    for _ in range(chance.randint(1, 4)):
        mutate(raw, chance)
    cut = chance.randrange(len(raw) + 1)
    harmless(bytes(raw[:cut]), bytes(raw[cut:]))
    harmless(bytes(raw))


def mutate(raw: bytearray, chance: random.Random) -> None:
    """Change, insert, repeat or remove some bytes."""
    at, size = chance.randrange(len(raw) + 1), chance.randint(1, 9)
    what = chance.randrange(4)
    if what == 0:
        raw[at : at + size] = bytes(chance.choice(TAGS) for _ in range(size))
    elif what == 1:
        raw[at : at + 8] = chance.choice(NUMBERS)
    elif what == 2:
        raw[at:at] = raw[max(0, at - size) : at]
    else:
        del raw[at : at + size]


@given(st.binary(max_size=20))
def test_headers(header: bytes) -> None:
    for candidate in (header, MAGIC + header[:12].ljust(12, b"\0")):
        with contextlib.suppress(WireError):
            tree, body = lengths(candidate)
            assert tree <= DEFAULT_BOUNDS.tree_bytes
            assert body <= DEFAULT_BOUNDS.body_bytes


@pytest.mark.parametrize("tag", [b"a", b"t", b"g"])
@pytest.mark.parametrize("code", [*BY_CODE, 0, 255])
def test_shapes(tag: bytes, code: int) -> None:
    """Sides too large, alone and beside a side of length 0, where the number of elements hides them."""
    big = 1 << 28
    for shape in ((big,) * 16, (0, *(big,) * 15), (*(big,) * 15, 0), (0, big, big), (2**64 - 1,), (10**10,), (0,), ()):
        harmless(array_node(tag, code, shape))
        harmless(array_node(tag, code, shape), bytes(16))


@pytest.mark.parametrize(
    ("tree", "reason"),
    [
        (b"", "ends"),
        (b"?", "unknown tag"),
        (b"NN", "left over"),
        (counted(b"l", 2**32 - 1), "announced"),
        (counted(b"d", 2, b"NTNT"), "same key twice"),
        (counted(b"d", 2, integer_node(1) + b"NTN"), "same key twice"),
        (counted(b"d", 1, counted(b"l", 0) + b"N"), "a key"),
        (counted(b"d", 1, integer_node(2**64) + b"N"), "a key"),
        (counted(b"d", 1, counted(b"u", 17, b"N" * 17) + b"N"), "a key"),
        (b"s" + struct.pack("<I", 2**32 - 1), "longer"),
        (b"s\2\0\0\0\xff\xff", "UTF-8"),
        (b"b" + struct.pack("<Q", 2**63), "body"),
        (b"pi" + struct.pack("<I", 2**32 - 1), "too many"),
        (b"px" + struct.pack("<I", 1), "unknown numbers"),
        (b"i\xff" + bytes(255), "integer"),
        (b"i\0", "integer"),
        (b"r" + struct.pack("<I", 0), "has not come"),
        (b"".join(counted(b"l", 1) for _ in range(40)) + b"N", "levels"),
        (array_node(b"g", 3, (1,)), "body|shape"),
    ],
)
def test_each_lie_is_named(tree: bytes, reason: str) -> None:
    with pytest.raises(WireError, match=reason):
        decode(tree, b"")


@pytest.mark.parametrize(
    "tree",
    [
        counted(b"l", 2**31, b"N" * 1000),
        array_node(b"a", 3, (1 << 27,)),
        array_node(b"t", 3, (0, 1 << 28, 1 << 27)),
        b"pf" + struct.pack("<I", 400_000),
        b"b" + struct.pack("<Q", 1 << 28),
        b"s" + struct.pack("<I", 1 << 22),
    ],
)
def test_announcements_take_no_memory(tree: bytes) -> None:
    tracemalloc.start()
    harmless(tree)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000


@pytest.mark.parametrize(
    "content",
    [
        b"".join(integer_node(7 + number * (2**61 - 1)) + b"N" for number in range(20_000)),
        b"".join(counted(b"u", 1, integer_node(number)) + b"N" for number in range(20_000)),
    ],
    ids=["equal hashes", "tuples"],
)
def test_keys_cannot_be_made_to_collide(content: bytes) -> None:
    begun = time.process_time()
    with pytest.raises(WireError, match="key"):
        decode(counted(b"d", 20_000, content), b"")
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("value", "bounds"),
    [
        ([[]] * 20, Bounds(nodes=10)),
        ([1.0] * 30, Bounds(body_bytes=100)),
        ("x" * 20, Bounds(string_bytes=10)),
        (b"x" * 20, Bounds(body_bytes=10)),
        ([[[[1]]]], Bounds(depth=2)),
        (["text"] * 5, Bounds(tree_bytes=10)),
        ({(number,): 1 for number in range(9)}, Bounds(tuple_keys=8)),
    ],
)
def test_both_sides_hold_the_bounds(value: object, bounds: Bounds) -> None:
    with pytest.raises(WireError):
        encode(value, bounds=bounds)
    raw = framed(value)
    with pytest.raises(WireError):
        unframed(raw, bounds)


def test_arrays_are_counted() -> None:
    tree = counted(b"l", 4, array_node(b"t", 3, (0,)) * 4)
    decode(tree, b"", bounds=Bounds(arrays=4))
    with pytest.raises(WireError, match="too many arrays"):
        decode(tree, b"", bounds=Bounds(arrays=3))


def test_a_list_that_contains_itself_cannot_be_sent() -> None:
    value: list[object] = []
    value.append(value)
    with pytest.raises(WireError, match="contains itself"):
        encode(value)
