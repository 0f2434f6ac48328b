import pytest

from grader.checks.asking.answers import Answer, fault_of, fault_of_death
from grader.checks.asking.limits import limit_behind
from grader.model import ErrorInfo, Limits, Verdict
from grader.sandbox.protocol import WorkerCrashed, WorkerOutOfMemory, WorkerTimedOut

LIMITS = Limits(memory_mb=123, scratch_mb=45, processes=6)


@pytest.mark.parametrize(
    ("kind", "message", "words"),
    [
        ("MemoryError", "", "123 MB of memory"),
        ("_ArrayMemoryError", "Unable to allocate 8.00 GiB", "123 MB of memory"),
        ("RuntimeError", "DefaultCPUAllocator: can't allocate memory: you tried", "123 MB of memory"),
        ("OSError", "[Errno 28] No space left on device", "write 45 MB"),
        ("OSError", "[Errno 27] File too large", "one file may have 45 MB"),
        ("OSError", "[Errno 24] Too many open files: 'x'", "256 files open"),
        ("BlockingIOError", "[Errno 11] Resource temporarily unavailable", "6 processes and threads"),
        ("RuntimeError", "can't start new thread", "6 processes and threads"),
    ],
)
def test_an_exception_that_a_limit_caused_is_explained(kind: str, message: str, words: str) -> None:
    limit = limit_behind(ErrorInfo(type=kind, message=message), LIMITS)
    assert limit is not None
    assert words in limit.sentence
    assert limit.of_memory == ("of memory" in words)


@pytest.mark.parametrize(("kind", "message"), [("ValueError", "no"), ("OSError", "[Errno 2] No such file: '28'")])
def test_any_other_exception_is_not(kind: str, message: str) -> None:
    assert limit_behind(ErrorInfo(type=kind, message=message), LIMITS) is None


def test_running_out_of_memory_has_its_verdict_however_it_shows() -> None:
    raised = Answer({"status": "raised", "error": {"type": "MemoryError", "message": ""}}, {})
    assert fault_of(raised, LIMITS).verdict == Verdict.MEMORY
    assert fault_of_death(WorkerOutOfMemory("too much")).verdict == Verdict.MEMORY
    assert fault_of_death(WorkerTimedOut("too long")).verdict == Verdict.TIMED_OUT
    assert fault_of_death(WorkerCrashed("gone")).verdict == Verdict.CRASHED
