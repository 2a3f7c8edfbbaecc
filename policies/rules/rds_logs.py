"""What PostgreSQL writes down: who came, what was slow, and nobody's data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .replicas import is_replica
from .resource import UNKNOWN, Answer, Resource, Stack
from .types import DB_INSTANCE, DB_PARAMETER_GROUP

# Parameters of PostgreSQL, and what it is to leave one out or to give it another value.
_ON: Mapping[str, str] = {
    "log_connections": "does not log who connects",
    "log_disconnections": "does not log who leaves",
}
_SLOW = "log_min_duration_statement"


@rule(
    id="rds-logged",
    title="PostgreSQL logs who connects and what is slow, and not every statement",
    title_ja="接続と遅いクエリを記録し、全 SQL は記録しない",
    severity="low",
    level="advisory",
    kind="stack",
    types=(DB_INSTANCE,),
    reads=(DB_PARAMETER_GROUP,),
    remediation=f"Set log_connections and log_disconnections to 1 and {_SLOW} to 1000 (ms) in its parameter group.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.PostgreSQL.html",
    references=References(security_hub=("RDS.37",), checkov=("CKV2_AWS_30",)),
)
def rds_logged(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Statements hold people's data, so 0 (every statement) is as wrong as none. A replica has its source's group."""
    groups = stack.named(resource, "parameterGroupName", DB_PARAMETER_GROUP)
    if is_replica(resource) or not groups:
        yield NOT_APPLICABLE
        return
    for group in groups:
        told = {group.text(*at, "name"): group.text(*at, "value") for at in group.each("parameters")}
        if UNKNOWN in told or UNKNOWN in told.values():
            yield Deferred(f"the parameters of its group {group.name} are known only at the update")
            continue
        for name, wrong in _ON.items():
            if told.get(name) not in ("1", "on"):
                yield Violation(wrong)
        yield from _slow(told.get(_SLOW))


def _slow(said: Answer | None) -> Iterator[Outcome]:
    milliseconds = said if isinstance(said, str) and said.lstrip("-").isdigit() else "-1"
    if int(milliseconds) < 0:
        yield Violation("does not log what is slow")
    elif int(milliseconds) == 0:
        yield Violation("logs every statement, and with it people's data")
