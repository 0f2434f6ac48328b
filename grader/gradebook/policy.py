"""What an assignment counts, and what lateness costs: data in `assignments/<name>/policy.toml`."""

import math
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, Field, ValidationError

from grader.gradebook.errors import BookError
from grader.model.base import Model

_LONGEST_DAYS = 3660


class Late(Model):
    """What lateness costs."""

    due: AwareDatetime | None = None
    """With its time zone; None: nothing is late."""
    grace_minutes: float = Field(default=0, ge=0, le=_LONGEST_DAYS * 24 * 60)
    """So much later costs nothing."""
    per_day: float = Field(default=0, ge=0, le=1)
    """Share lost for each day begun after the due date."""
    share_of: Literal["earned", "maximum"] = "earned"
    """Of what the share is taken."""
    most: float = Field(default=1, ge=0, le=1)
    """The share lost never exceeds this."""
    closes_after_days: float | None = Field(default=None, ge=0, le=_LONGEST_DAYS)
    """After so many days nothing counts; None: it never closes."""

    def days(self, late_by: timedelta) -> int:
        """Days begun after the due date; 0 within the grace."""
        over = late_by.total_seconds()
        return 0 if over <= 60 * self.grace_minutes else math.ceil(over / 86400)

    def share(self, late_by: timedelta) -> float:
        """The share that is lost, 0 to 1."""
        days = self.days(late_by)
        if days and self.closes_after_days is not None and late_by > timedelta(days=self.closes_after_days):
            return 1.0
        return min(self.most, self.per_day * days)


class Policy(Model):
    """How the mark of an assignment comes from a student's attempts."""

    late: Late = Late()
    counts: Literal["last", "best"] = "last"
    """Which attempt counts; of equally good ones the earliest."""
    teams: bool = False
    """An attempt of one member counts for the whole team."""


def read_policy(path: Path) -> Policy:
    """The policy in the TOML file `path`; the plain one when there is no such file. Raises `BookError`."""
    if not path.exists():
        return Policy()
    try:
        return Policy.model_validate(tomllib.loads(path.read_text("utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BookError(f"{path}: {where}: {first['msg']}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise BookError(f"{path} cannot be read: {error}") from None
