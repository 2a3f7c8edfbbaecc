"""What holds for every stack file that is accepted, whatever is in it."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from planning.windows import DAYS
from tests.settings.stack_values import IMAGE, Values, mistakes, settings_of

unhurried = examples(max_examples=80, deadline=None)
# In the night, where most are accepted, and a little beyond.
HALF_HOURS = st.integers(23, 43).map(lambda n: 30 * n)
LENGTHS = st.sampled_from([30, 60, 90])


def clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def minutes_of(day: int, start: int, length: int) -> set[int]:
    """The minutes of the week, from Monday on."""
    begins = day * 24 * 60 + start
    return {minute % (7 * 24 * 60) for minute in range(begins, begins + length)}


@unhurried
@given(
    day=st.integers(0, 6),
    backup=HALF_HOURS,
    kept=LENGTHS,
    maintenance=HALF_HOURS,
    lasts=LENGTHS,
    hour=st.integers(0, 23),
)
def test_no_backup_ever_runs_during_maintenance(
    day: int, backup: int, kept: int, maintenance: int, lasts: int, hour: int
) -> None:
    end = day * 24 * 60 + maintenance + lasts
    changes: Values = {
        "database.backupWindow": f"{clock(backup)}-{clock(backup + kept)}",
        "database.maintenanceWindow": (
            f"{DAYS[day]}:{clock(maintenance)}-{DAYS[end // (24 * 60) % 7]}:{clock(maintenance + lasts)}"
        ),
        "backup.hour": hour,
    }
    assume(mistakes(changes) == [])

    busy = minutes_of(day, maintenance, lasts)
    nightly = set().union(*(minutes_of(each, backup, kept) for each in range(7)))
    monthly = set().union(
        *(minutes_of(each, (hour - 9) % 24 * 60, 60) for each in range(7))
    )  # any day may be the first
    assert not busy & nightly
    assert not monthly & (busy | nightly)


@unhurried
@given(
    connections=st.integers(10, 225),
    tasks=st.dictionaries(st.sampled_from(["api", "jobs", "reports"]), st.integers(1, 12), max_size=3),
    backend=st.integers(1, 20),
    uses=st.booleans(),
)
def test_a_deployment_never_asks_for_more_connections_than_there_are(
    connections: int, tasks: dict[str, int], backend: int, uses: bool
) -> None:
    changes: Values = {"database.maxConnections": connections, "services.backend.maxTasks": backend}
    for name, most in tasks.items():
        changes[f"services.{name}"] = {"image": IMAGE, "minTasks": 1, "maxTasks": most, "database": uses}
    assume(mistakes(changes) == [])

    stack = settings_of(changes)
    both_colours = sum(2 * service.max_tasks for service in stack.services.values() if service.database)
    # A fifth stays for people, monitoring and migrations.
    assert both_colours * stack.pool_size <= 0.8 * stack.database.max_connections
    assert stack.pool_size >= 1
