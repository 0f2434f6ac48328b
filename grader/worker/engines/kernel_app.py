"""An ipykernel that lives in a worker: no files, no debugger, no prompts, and messages that never leave the process.

Client and kernel talk over zmq's `inproc` transport, because only the sandbox's tightest tier can allow sockets with
addresses.
"""

# mypy: allow-untyped-calls

from typing import Any, cast

import zmq.asyncio
from ipykernel import kernelapp
from ipykernel.iostream import IOPubThread
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from traitlets import Type, Unicode

from grader.worker.engines.shell import BareProfile, CellBehaviour, CellCompiler, close_shell, configuration

CHANNELS = ("shell", "iopub", "stdin", "control", "hb")
_PORTS = {f"{channel}_port": number for number, channel in enumerate(CHANNELS, start=1)}
_ADDRESS = "kernel"


class KernelShell(CellBehaviour, ZMQInteractiveShell):
    """The shell inside the kernel."""

    _last_traceback = None
    """Read by the kernel after a cell that failed; no printed traceback is ever made."""


class CellKernel(IPythonKernel):
    """A kernel that leaves signals and prompts to the worker."""

    shell_class = Type(KernelShell)
    compiler_class = Type(CellCompiler)  # type: ignore[assignment]  # the base narrows it to its own compiler

    def pre_handler_hook(self) -> None:
        """Interrupts are armed around cells only."""

    def post_handler_hook(self) -> None:
        """See `pre_handler_hook`."""

    async def do_execute(self, *args: Any, **kwargs: Any) -> Any:
        """Run a cell; the client gets an answer even where the submission took the shell's parts away."""
        try:
            return await super().do_execute(*args, **kwargs)
        except Exception as error:  # noqa: BLE001  whatever the kernel stumbles over
            return {"status": "error", "ename": type(error).__name__, "evalue": "", "traceback": []}

    def _forward_input(self, allow_stdin: bool = False) -> None:
        """Prompts have a stand-in already."""

    def _restore_input(self) -> None:
        """See `_forward_input`."""


class OneProcessOutput(IOPubThread):
    """Publishes what this process puts out; what a process forked from it prints is dropped."""

    def _setup_pipe_in(self) -> None:
        """No pipe for other processes."""

    def _really_send(self, *args: object, **kwargs: object) -> None:
        if self._is_master_process():
            super()._really_send(*args, **kwargs)


class KernelApp(IPKernelApp):
    """Starts the kernel without reading or writing any file."""

    transport = Unicode("inproc")
    kernel_class = Type(CellKernel)

    def _try_bind_socket(self, s: Any, port: int) -> int:
        s.bind(f"inproc://{_ADDRESS}-{port}")
        return port

    def init_profile_dir(self) -> None:
        """No profile folder."""
        self.profile_dir = BareProfile()

    def _nothing(self, *_args: object, **_kwargs: object) -> None:
        """A step of an ordinary kernel's start that has no place here."""

    init_crash_handler = init_config_files = load_config_file = init_connection_file = write_connection_file = _nothing
    init_heartbeat = init_pdb = init_signal = init_path = init_gui_pylab = init_extensions = init_code = _nothing
    patch_io = log_connection_info = _nothing


class KernelClient(AsyncKernelClient):
    """A client in the kernel's own process."""

    transport = Unicode("inproc")

    def start_channels(self, *_args: object, **_kwargs: object) -> None:
        """Open the channels; a heartbeat has no use within one process."""
        super().start_channels(hb=False)


class KernelManager(AsyncKernelManager):
    """Stands for the kernel of this process, which lives as long as the process does."""

    transport = Unicode("inproc")
    client_factory = Type(KernelClient)


def start_kernel() -> KernelApp:
    """Make the one kernel of this process; `start()` then runs it."""
    close_shell()  # that of the other engine
    kernelapp.IOPubThread = OneProcessOutput  # type: ignore[attr-defined]
    settings = configuration()
    settings.IPKernelApp.capture_fd_output = False
    app: KernelApp = KernelApp.instance(config=settings, ip=_ADDRESS, **_PORTS)
    app.initialize([])
    return app


def manager_of(app: KernelApp) -> KernelManager:
    """A manager whose clients talk to this kernel."""
    context = zmq.asyncio.Context.shadow(cast("zmq.Context[Any]", app.context))
    manager = KernelManager(owns_kernel=False, context=context, ip=_ADDRESS, **_PORTS)
    manager.session.key = app.session.key
    return manager
