"""What the grader decides about one worker, as it arrives in the zygote."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

SCRATCH_INSIDE = "/tmp"
"""Where the scratch folder is seen with a private root; its `work` folder is the home and the working directory."""


@dataclass(frozen=True)
class Plan:
    """One worker's confinement. Sizes in MiB, times in seconds."""

    tier: int
    """0 all layers, 1 no namespaces, 2 neither namespaces nor a user of its own, 3 no Landlock."""
    uid: int | None
    """User (and group) that the worker becomes; None where the zygote may not change it."""
    root: str
    """Tier 0: an empty folder on which the private root is put together."""
    scratch: str
    """Other tiers: the worker's folder outside, in which there is a folder `work`."""
    scratch_mb: int
    scratch_files: int
    granted: tuple[str, ...]
    """Files and folders of Python and the system that may be read."""
    readable: tuple[tuple[str, str], ...]
    """Further folders that may be read: path inside, path outside. Their descriptors come with the request."""
    memory_mb: int
    """Address space of each process, on top of what the zygote has mapped."""
    processes: int
    file_mb: int
    cpu_seconds: int
    reply_mb: int
    """The largest answer."""
    dumpable: bool
    """Leave /proc/PID to the user, so that a watchdog without privileges can measure the memory."""
    cgroups: int
    """How many of the descriptors that come with the request are cgroups to join."""
    landlock_abi: int
    """The highest version of Landlock to use; lower than the kernel's only to try what older kernels do."""

    @classmethod
    def from_fields(cls, values: Mapping[str, Any]) -> "Plan":
        """Build from decoded JSON. A missing field raises KeyError; further fields are ignored."""
        plain = {field.name: values[field.name] for field in fields(cls)}
        plain["granted"] = tuple(plain["granted"])
        plain["readable"] = tuple((inside, outside) for inside, outside in plain["readable"])
        return cls(**plain)

    @property
    def private_root(self) -> bool:
        """The worker sees a file system of its own."""
        return self.tier == 0

    @property
    def scratch_seen(self) -> str:
        """Where the worker finds its scratch folder."""
        return SCRATCH_INSIDE if self.private_root else self.scratch
