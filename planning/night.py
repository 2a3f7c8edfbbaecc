"""A night schedule: fewer tasks while the shops are closed, in the hours of Japan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

TIME_ZONE = "Asia/Tokyo"  # no summer time: every night is as long as the other
TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]"


class Change(NamedTuple):
    """From a time of day on (`schedule`, a cron expression of Application Auto Scaling) so many tasks at least and
    at most."""

    role: str
    schedule: str
    min_tasks: int
    max_tasks: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Night:
    """From `start` to `end` (HH:MM in Japan, over midnight or not) other limits hold."""

    min_tasks: int
    max_tasks: int
    start: str
    end: str

    def changes(self, min_tasks: int, max_tasks: int) -> Iterator[Change]:
        """What is done every day; the arguments are the limits of the day.

        https://docs.aws.amazon.com/autoscaling/application/userguide/examples-scheduled-actions.html
        """
        yield Change("night", _daily(self.start), self.min_tasks, self.max_tasks)
        yield Change("day", _daily(self.end), min_tasks, max_tasks)


def _daily(time: str) -> str:
    hour, minute = map(int, time.split(":"))
    return f"cron({minute} {hour} * * ? *)"
