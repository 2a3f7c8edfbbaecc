"""Examples of the rule on mute rules."""

from __future__ import annotations

from policies.examples import Case, Example, Given, made
from policies.rules.resource import UNKNOWN
from policies.rules.types import ALARM_MUTE_RULE, VPC

_DAYS: dict[str, Given] = {"expression": "cron(0 9 1-5 12 ? 2026)", "duration": "PT9H"}
_TOKYO = {"timezone": "Asia/Tokyo"}
_ONE = {"alarmNames": ["escalation"]}
_UTC = "is silent by the clock of UTC: it names no time zone"


def _of(case: Case, name: str, *wrong: str, kind: str = "violation", **props: Given) -> Example:
    resources = (made(VPC, "vpc"), made(ALARM_MUTE_RULE, "hours", **props))
    return Example("alarm-mutes-exact", case, name, resources, tuple((kind, f"hours: {text}") for text in wrong))


EXAMPLES = (
    _of("pass", "one alarm, by Tokyo's clock", rule={"schedule": _DAYS | _TOKYO}, muteTargets=_ONE),
    _of("fail", "no zone", _UTC, rule={"schedule": _DAYS}, muteTargets=_ONE),
    _of("fail", "no alarm", "names no alarm that is silent", rule={"schedule": _DAYS | _TOKYO},
        muteTargets={"alarmNames": []}),
    _of("absent", "nothing said", _UTC, "names no alarm that is silent"),
    _of("unknown", "a zone that is not known yet", "by whose clock it is silent is known only at the update",
        kind="deferred", rule={"schedule": _DAYS | {"timezone": UNKNOWN}}, muteTargets=_ONE),
    Example("alarm-mutes-exact", "not applicable", "nothing to judge", (made(VPC, "vpc"),)),
)  # fmt: skip
