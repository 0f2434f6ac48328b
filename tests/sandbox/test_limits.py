"""Memory, processes and threads have bounds; whoever passes them falls, and nobody else."""

import contextlib
import signal

import pytest

from grader.sandbox.protocol import WorkerGone, WorkerOutOfMemory
from tests.sandbox.conftest import LIMITS, Opens, answer, crashing, told


def test_one_process_cannot_take_more_memory_than_allowed(opens: Opens) -> None:
    source = """
        taken = []
        try:
            while True:
                taken.append(bytearray(16 << 20))
        except MemoryError:
            result = len(taken) * 16
            del taken
        """
    assert 200 <= told(opens(), source) <= LIMITS.memory_mb


def test_torch_cannot_either(opens: Opens) -> None:
    reply = answer(opens(), "import torch; kept = torch.ones(1 << 28)")
    assert reply["status"] == "raised"
    assert reply["error"] == "RuntimeError"


def test_many_processes_together_cannot_either(opens: Opens) -> None:
    session, neighbour = opens(), opens()
    source = """
        import time
        for _ in range(8):
            if os.fork() == 0:
                kept = bytearray(os.urandom(1 << 20)) * 250
                time.sleep(30)
                os._exit(0)
        result = os.wait()[1]
        """
    # The kernel kills one of the processes, the watchdog all of them.
    with contextlib.suppress(WorkerOutOfMemory):
        assert told(session, source) == signal.SIGKILL
    assert told(neighbour, "result = 1") == 1


def test_shared_mappings_count(opens: Opens) -> None:
    source = """
        import mmap
        kept = []
        while True:
            kept.append(mmap.mmap(-1, 16 << 20))
            kept[-1].write(b"x" * (16 << 20))
        """
    assert answer(opens(), source)["error"] in {"OSError", "MemoryError"}


@pytest.mark.parametrize("bomb", ["fork", "thread"])
def test_processes_and_threads_are_counted(opens: Opens, bomb: str) -> None:
    session, neighbour = opens(), opens()
    source = {
        "fork": """
            import time
            count = 0
            try:
                while True:
                    if os.fork() == 0:
                        time.sleep(60)
                    count += 1
            except OSError:
                time.sleep(1)
                result = count
            """,
        "thread": """
            import threading, time
            count = 0
            try:
                while True:
                    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
                    count += 1
            except RuntimeError:
                time.sleep(1)
                result = count
            """,
    }[bomb]
    with crashing(r"more than \d+ processes"):
        assert told(session, source) <= LIMITS.processes
    assert told(neighbour, "pid = os.fork()\nif pid == 0: os._exit(5)\nresult = os.waitpid(pid, 0)[1] >> 8") == 5


def test_a_bomb_that_never_stops_is_ended(opens: Opens) -> None:
    session = opens()
    with pytest.raises(WorkerGone):
        answer(session, "while True:\n    try: os.fork()\n    except OSError: pass", timeout=1)
    assert session.worker.members() == []
    assert told(opens(), "result = 1") == 1


def test_deep_recursion_is_its_own_crash(opens: Opens) -> None:
    source = "import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()"
    session = opens(LIMITS.model_copy(update={"memory_mb": 100}))
    with crashing("segmentation fault"):
        assert answer(session, source, timeout=30)["status"] == "raised"
