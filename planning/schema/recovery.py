"""Sections of what comes after a loss: backups, the second region, and what a database is restored from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator

from planning.rds import is_utc_time
from planning.schema.base import Region, Section, between, distinct, matching

_BACKUP_ARN = matching(
    r"arn:aws:rds:[a-z0-9-]+:[0-9]{12}:auto-backup:ab-[a-z0-9]+",
    "the ARN of replicated automated backups, like arn:aws:rds:<region>:<account>:auto-backup:ab-…",
)
_SNAPSHOT = matching(
    # RDS refuses two hyphens in a row and one at the end.
    r"(?!.*--)(arn:aws:rds:[a-z0-9-]+:[0-9]{12}:snapshot:[A-Za-z0-9:-]+|[A-Za-z][A-Za-z0-9:-]{0,254})(?<!-)",
    "the name or ARN of a database snapshot",
)
_INSTANCE = matching(r"[a-z][a-z0-9-]{0,62}", "the identifier of a database instance, like megane-prod-primary")


def _moment(text: str) -> str:
    if not is_utc_time(text):
        raise ValueError("must be a time in UTC like 2026-11-01T03:00:00Z, in quotes")
    return text


class Restore(Section):
    """`megane:database.restore`: what a new primary starts from. It works at creation only; exactly one source.

    A point in time (`sourceInstance`, `automatedBackupArn`) is the latest restorable one unless `time` says otherwise.
    """

    snapshot: Annotated[str, _SNAPSHOT] | None = None
    source_instance: Annotated[str, _INSTANCE] | None = None
    automated_backup_arn: Annotated[str, _BACKUP_ARN] | None = None
    time: Annotated[str, AfterValidator(_moment)] | None = None


class Backup(Section):
    """`megane:backup`: the monthly snapshots, on the first of the month at `hour` in Japan, kept for `keepDays`.

    `restoreTesting`: AWS restores the newest one every quarter beside the living database and deletes it again.
    """

    keep_days: Annotated[int, between(35, 36500)]
    hour: Annotated[int, between(0, 23)] = 20
    restore_testing: bool = False


class Recovery(Section):
    """`megane:dr`: the second region.

    `region`: where a stack keeps copies of its backups, uploads and parameters. The rest is for the recovery stack,
    which stands there: `source` is the environment whose copies it adopts, `apiSecrets` the names of its API secrets,
    and `cutover` takes the public names over.
    """

    region: Region | None = None
    source: Literal["prod", "staging"] | None = None
    api_secrets: Annotated[tuple[str, ...], distinct] = ()
    cutover: bool = False
