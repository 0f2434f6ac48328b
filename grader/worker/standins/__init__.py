"""Stand-ins for what a hand-in expects around it and does not find here: each says once a cell what it did instead.

To add one, write a module with `install(surroundings)` and enter it in `STAND_INS`.
"""

from collections.abc import Callable, Collection, Mapping

from grader.worker.standins import (
    absent,
    colab,
    commands,
    cuda,
    datafiles,
    datasets,
    device_name,
    downloaders,
    downloads,
    folders,
    loaders,
    old_names,
    one_element,
    packaged,
    plots,
    progress,
    prompts,
    row_by_row,
    splitting,
    threads,
    tracking,
)
from grader.worker.standins.surroundings import Surroundings

STAND_INS: Mapping[str, Callable[[Surroundings], None]] = {
    "packaged": packaged.install,
    "splitting": splitting.install,
    "absent": absent.install,
    "colab": colab.install,
    "commands": commands.install,
    "cuda": cuda.install,
    "datafiles": datafiles.install,
    "datasets": datasets.install,
    "device_name": device_name.install,
    "downloaders": downloaders.install,
    "downloads": downloads.install,
    "folders": folders.install,
    "loaders": loaders.install,
    "old_names": old_names.install,
    "one_element": one_element.install,
    "plots": plots.install,
    "progress": progress.install,
    "prompts": prompts.install,
    "row_by_row": row_by_row.install,
    "threads": threads.install,
    "tracking": tracking.install,
}


def install(surroundings: Surroundings, without: Collection[str] = ()) -> None:
    """Put every stand-in in place but those named in `without`."""
    for name, put_in_place in STAND_INS.items():
        if name not in without:
            put_in_place(surroundings)
