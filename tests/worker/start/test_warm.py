"""What the warm-up leaves behind; that it succeeds is seen by every test that has a worker."""

import os
import threading

import pytest

from grader.worker.start import warm


def test_a_second_thread_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "_SETTLE_SECONDS", 0)
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    with pytest.raises(RuntimeError, match=r"after the warm-up: \d+ threads, expected 1"):
        warm._require_bare_process(warm._descriptors())
    end.set()
    thread.join()


def test_a_descriptor_left_open_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    before = warm._descriptors()
    monkeypatch.setattr(warm, "_threads", lambda: 1)
    reader, writer = os.pipe()
    with pytest.raises(RuntimeError, match=r"new descriptors: .*pipe"):
        warm._require_bare_process(before)
    os.close(reader)
    os.close(writer)
    warm._require_bare_process(before)
