"""When alarms are silent."""

from __future__ import annotations

from collections.abc import Iterator

from .model import Deferred, Outcome, References, Violation, rule
from .resource import ABSENT, UNKNOWN, Resource, Stack
from .types import ALARM_MUTE_RULE


@rule(
    id="alarm-mutes-exact",
    title="Mute rules say which alarms are silent, and by whose clock",
    title_ja="アラームのミュートルールに対象とタイムゾーンを明示する",
    severity="medium",
    kind="resource",
    types=(ALARM_MUTE_RULE,),
    remediation="Set muteTargets.alarmNames, and rule.schedule.timezone to the zone of those on call (Asia/Tokyo).",
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html",
    references=References(),
)
def alarm_mutes_exact(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Without a zone the hours are those of UTC: in Japan whoever is on call sleeps through the alarms of the night."""
    zone = resource.text("rule", "schedule", "timezone")
    if zone is UNKNOWN:
        yield Deferred("by whose clock it is silent is known only at the update")
    elif zone is ABSENT:
        yield Violation("is silent by the clock of UTC: it names no time zone")
    if resource.get("muteTargets") is not UNKNOWN and not resource.each("muteTargets", "alarmNames"):
        yield Violation("names no alarm that is silent")
