"""The second engine: nbclient drives an ipykernel, both in this process.

The kernel runs on the main thread, as kernels do: cells, interrupts and forks belong there. nbclient runs on a thread
beside it, which takes the grader's requests: a cell goes to the kernel as a message, and its outputs come back as
messages; any other request is carried out on the main thread, between cells, exactly as with the other engine. A copy
of the process is taken from the main thread, so nothing of client or kernel runs in it.
"""

# mypy: allow-untyped-calls

import asyncio
import functools
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, NoReturn, cast

import nbformat.v4
from IPython.core.interactiveshell import ExecutionResult
from nbclient import NotebookClient
from nbformat import NotebookNode
from tornado.ioloop import IOLoop
from tornado.platform.asyncio import AsyncIOLoop

from grader.wire import ChannelClosed
from grader.worker.conversation import FAULT, converse, receive, send_reply
from grader.worker.engines.cells import prepare_cell
from grader.worker.engines.going_on import error_of
from grader.worker.engines.kernel_app import KernelApp, KernelShell, manager_of, start_kernel
from grader.worker.engines.shell import RecordingHook, RecordingPublisher
from grader.worker.engines.shell_engine import ShellNamespace, run_in_shell
from grader.worker.errors import describe
from grader.worker.namespace import Refused
from grader.worker.output.console import Console, redirect
from grader.worker.output.recorder import Recorder
from grader.worker.session import Reply, Request, Session
from grader.worker.standins import magics

_exit = os._exit
_wall, _processor = time.perf_counter, time.process_time


class RecordingClient(NotebookClient):
    """Runs cells, and leads their outputs to a recorder instead of into the notebook."""

    recorder = Recorder(0)

    def output(self, outs: object, msg: Any, display_id: str | None, cell_index: int) -> None:
        """Take a message with an output."""
        del outs, cell_index
        content = msg["content"]
        if msg["msg_type"] == "stream":
            self.recorder.write(content["name"], content["text"])
        elif "data" in content:
            self.recorder.publish(content["data"], display_id)

    def clear_output(self, outs: object, msg: Any, cell_index: int) -> None:
        """Forget what the cell put out so far."""
        del outs, cell_index
        self.recorder.clear(bool(msg["content"].get("wait")))

    def _update_display_id(self, display_id: str, msg: Any) -> None:
        if msg["msg_type"] == "update_display_data":
            self.recorder.publish(msg["content"]["data"], display_id, update=True)


class CellFailed(Exception):
    """What the kernel is told in place of the submission's exception."""


def _require_threads() -> None:
    """Raise `Refused` where zmq, which sets the scheduling of its threads, would abort the process."""
    try:
        os.sched_setscheduler(threading.get_native_id(), os.SCHED_OTHER, os.sched_param(0))
    except OSError as error:
        raise Refused(f"a kernel cannot run under this confinement ({error.strerror}): use the other engine") from None


class KernelEngine:
    """The kernel, and the thread that drives it."""

    def __init__(self, session: Session) -> None:
        _require_threads()
        self._session = session
        self._app: KernelApp = start_kernel()
        self._loop = cast("AsyncIOLoop", IOLoop.current())
        self._shell = cast("KernelShell", self._app.shell)
        self.namespace = ShellNamespace(self._shell, session.scratch)
        self._observed: Reply = {}
        self._prepare_shell()
        session.hand_over = self.run

    def run(self) -> NoReturn:
        """Run the kernel on this thread, and the conversation on another, until the process ends."""
        # A loop that handles any signal is woken by every signal, even by one that comes just before it falls asleep.
        self._loop.asyncio_loop.add_signal_handler(signal.SIGWINCH, lambda: None)
        threading.Thread(target=self._drive, name="nbclient", daemon=True).start()
        self._app.start()
        _exit(FAULT)

    def run_cell(self, index: int, source: str) -> Reply:
        """Run code in a copy, which has no kernel; other cells come in through the conversation's thread."""
        return run_in_shell(self._session, self._shell, index, source)

    def after_fork(self) -> None:
        """Cut what the shell puts out off from the kernel's messages, which only the original can send."""
        console: Console = self._session.console
        console.recorder = Recorder(0)
        self._shell.sink = console
        self._shell.display_pub = RecordingPublisher(shell=self._shell, parent=self._shell)
        self._shell.displayhook = RecordingHook(shell=self._shell, parent=self._shell)
        if self._session.hand_over:  # a copy of the original, and not of another copy
            self._shell.events.unregister("pre_run_cell", self._before_cell)
            self._shell.events.unregister("post_run_cell", self._after_cell)
        self._session.hand_over = None
        signal.set_wakeup_fd(-1)

    def _prepare_shell(self) -> None:
        self._shell.prepare()
        self._shell.after_code = self._session.restore_builtins
        self._shell.tell = self._session.notes.add
        self._shell.ast_transformers.append(self._session.loops)
        magics.install(self._shell, self._session.surroundings)
        self._shell.events.register("pre_run_cell", self._before_cell)
        self._shell.events.register("post_run_cell", self._after_cell)
        console = self._session.console
        console.stdout, console.stderr = sys.stdout, sys.stderr
        redirect(console.stdout, "stdout", console)
        redirect(console.stderr, "stderr", console)

    def _before_cell(self, _info: object) -> None:
        self._started = (_wall(), _processor())
        self._cancellable = not self._session.interrupts.installed
        if not self._cancellable:
            self._session.interrupts.arm()

    def _after_cell(self, result: ExecutionResult | None) -> None:
        self._session.interrupts.disarm()
        wall, processor = self._started
        error = error_of(result) if result is not None else asyncio.CancelledError()
        if self._cancellable:  # a cell that awaits: the kernel itself turns the signal into a cancellation
            stopped = isinstance(error, asyncio.CancelledError)
        else:
            stopped = self._session.interrupts.fired and isinstance(error, KeyboardInterrupt)
        self._observed = {
            "status": "ok" if error is None else "interrupted" if stopped else "raised",
            "error": None if error is None else describe(error, self._session.places),
            "seconds": _wall() - wall,
            "cpu_seconds": _processor() - processor,
        }
        if error is not None and result is not None:
            # The kernel prints the error into its reply, which the submission's own `__str__` could spoil.
            result.error_in_exec, result.error_before_exec = CellFailed(), None

    def _drive(self) -> None:
        """Take requests until the grader leaves. Whatever goes wrong here ends the process, for nobody else would."""
        try:
            runner = asyncio.Runner()
            runner.run(self._connect())
            while True:
                request = receive(self._session)
                if request.get("op") == "cell":
                    send_reply(self._session, request.get("nonce"), runner.run(self._run(request)))
                else:
                    self._on_main_thread(functools.partial(self._carry_out, request))
        except ChannelClosed:
            _exit(0)
        except BaseException:  # noqa: BLE001  see above
            _exit(FAULT)

    def _carry_out(self, request: Request) -> None:
        self._session.carry_out(self._session, request)
        if self._session.is_copy:
            converse(self._session)

    async def _connect(self) -> None:
        """Open the client's channels, and wait until outputs get through."""
        manager = manager_of(self._app)
        self._client = RecordingClient(nbformat.v4.new_notebook(), km=manager, allow_errors=True)
        self._client.record_timing = False
        self._client.kc = client = manager.client(context=manager.context)
        client.start_channels()
        client.allow_stdin = False
        while not await client.iopub_channel.msg_ready():
            client.kernel_info()
            await client.shell_channel.get_msg(timeout=None)

    async def _run(self, request: Request) -> Reply:
        try:
            return await self._cell(request)
        except Exception as error:  # noqa: BLE001  a fault of client or kernel is ours, not the submission's
            return {"status": "worker_error", "reason": f"{type(error).__name__}: {error}"}

    async def _cell(self, request: Request) -> Reply:
        index, source = cast("int", request["index"]), cast("str", request["source"])
        self._client.recorder = Recorder(self._session.output_budget)
        self._observed = {"status": "ok", "error": None, "seconds": 0.0, "cpu_seconds": 0.0}
        self._on_main_thread(lambda: self._prepare_cell(index, source, cast("int", request["seed"])))
        cell: NotebookNode = nbformat.v4.new_code_cell(source)
        self._client.nb.cells = [cell]
        await self._client.async_execute_cell(cell, 0)
        self._session.record.note(index, self._client.recorder.printed())
        return {**self._observed, "outputs": self._client.recorder.outputs(), "notes": self._session.notes.take()}

    def _prepare_cell(self, index: int, source: str, seed: int) -> None:
        self._shell.at_cell(index)
        prepare_cell(self._session, index, source, seed)

    def _on_main_thread(self, work: Callable[[], None]) -> None:
        """Have the kernel's thread do something between cells, and wait for it."""
        done = threading.Event()
        failures: list[BaseException] = []

        def step() -> None:
            try:
                work()
            except BaseException as error:  # noqa: BLE001  raised again where it can be handled
                failures.append(error)
            done.set()

        self._loop.add_callback(step)
        done.wait()
        if failures:
            raise failures[0]
