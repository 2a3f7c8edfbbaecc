"""What a comparison says of a change that it does not refuse: what cannot be undone, and the order to follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from offline.graph import Resource
from planning.runbook import RUNBOOK

_LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
_PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"


def remarks(created: Iterable[Resource], changed: Iterable[tuple[Resource, Resource]]) -> Iterator[str]:
    """Each a heading, a colon and the rest."""
    for before, after in changed:
        old, new = _max_connections(before), _max_connections(after)
        if old is not None and new is not None and old < new:
            yield (
                f"Before more tasks come: they share the {old} connections of {after.name} until it restarts, so raise "
                f"`database.maxConnections` and reboot the database first ({RUNBOOK}#phase-switch)"
            )
    if locks := [resource.name for resource in created if resource.type == _LOCK]:
        # https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
        yield f"Cannot be turned off again: Object Lock of {', '.join(locks)}"


def _max_connections(resource: Resource) -> int | None:
    """Of a parameter group whose value waits for a restart."""
    entries = resource.inputs.get("parameters") if resource.type == _PARAMETERS else None
    for entry in entries if isinstance(entries, Sequence) and not isinstance(entries, str) else ():
        if isinstance(entry, Mapping) and entry.get("name") == "max_connections":
            value = str(entry.get("value"))
            return int(value) if value.isdigit() and entry.get("applyMethod") == "pending-reboot" else None
    return None
