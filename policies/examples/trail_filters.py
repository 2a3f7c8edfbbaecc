"""Examples of the rule on filters of the audit trail."""

from __future__ import annotations

from policies.examples import IN_FULL, Case, Example, Given, made, told
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.trail_filters import CIS
from policies.rules.types import LOG_GROUP, METRIC_FILTER, TRAIL, VPC

_GROUP, _OTHER = made(LOG_GROUP, "audit", name="audit"), made(LOG_GROUP, "application", name="application")
_TRAIL = made(TRAIL, "trail", cloudWatchLogsGroupArn=_GROUP)


def _filters(*words: str, on: Given = _GROUP) -> tuple[Resource, ...]:
    return tuple(made(METRIC_FILTER, word, logGroupName=on, pattern=f'{{ $.eventName = "{word}" }}') for word in words)


def _of(
    case: Case, name: str, *resources: Resource, says: str = "", kind: str = "violation", pack: Pack = IN_FULL
) -> Example:
    findings = ((kind, f"trail: {says}"),) if says else ()
    return Example("trail-filters", case, name, (_GROUP, _OTHER, *resources), findings, pack)


_WITHOUT = "no metric filter looks at it for CIS"
_ALL = ", ".join(f"4.{number}" for number in range(1, len(CIS) + 1))

EXAMPLES = (
    _of("pass", "a filter for each", _TRAIL, *_filters(*CIS)),
    _of("pass", "one for several", _TRAIL, made(METRIC_FILTER, "all", logGroupName="audit", pattern=" ".join(CIS))),
    _of("pass", "a trail whose group is not the stack's", made(TRAIL, "trail", cloudWatchLogsGroupArn="arn:aws:logs:x"),
        *_filters(*CIS)),
    _of("fail", "all but two", _TRAIL, *_filters(*CIS[1:-1]), says=f"{_WITHOUT} 4.1, 4.14"),
    _of("fail", "filters of another group", _TRAIL, *_filters(*CIS, on=_OTHER), says=f"{_WITHOUT} {_ALL}"),
    _of("absent", "no filter", _TRAIL, says=f"{_WITHOUT} {_ALL}"),
    _of("unknown", "a pattern that is not known yet", _TRAIL,
        made(METRIC_FILTER, "root", logGroupName=_GROUP, pattern=_OTHER),
        says="what its filters look for is known only at the update", kind="deferred"),
    _of("not applicable", "the first stacks", _TRAIL, pack=told(environment="dev")),
    Example("trail-filters", "not applicable", "nothing to judge", (made(VPC, "vpc"),)),
)  # fmt: skip
