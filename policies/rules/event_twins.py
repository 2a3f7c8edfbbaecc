"""Events that are looked for twice, where something else was meant once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from .model import Deferred, Outcome, References, Violation, rule
from .resource import UNKNOWN, Resource, Stack
from .types import EVENT_RULE

_Looks: TypeAlias = tuple[str, object, object]  # pattern, bus, region


@rule(
    id="events-once",
    title="No two rules look for the same events",
    title_ja="同じイベントを複数のルールで検知しない",
    severity="low",
    level="advisory",
    kind="stack",
    types=(EVENT_RULE,),
    remediation="Give one of them the pattern that it was meant to have; one rule takes five targets.",
    url="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html",
    references=References(),
)
def events_once(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Most often a pattern that was copied and not changed, so that what one of them should hear nobody hears."""
    looks = _looks(resource, stack)
    if looks is None and resource.get("eventPattern") is UNKNOWN:
        yield Deferred("whether another rule looks for the same is known only at the update")
    others = [name for name in stack.index(_by_pattern).get(looks, ()) if name != resource.name] if looks else []
    if others:
        yield Violation(f"looks for what {', '.join(others)} looks for already")


def _looks(resource: Resource, stack: Stack) -> _Looks | None:
    pattern = resource.parsed("eventPattern")
    if not isinstance(pattern, Mapping):
        return None
    return json.dumps(pattern, sort_keys=True), resource.text("eventBusName"), stack.region_of(resource)


def _by_pattern(stack: Stack) -> Mapping[_Looks | None, Sequence[str]]:
    found: dict[_Looks | None, list[str]] = {}
    for one in stack.of_type(EVENT_RULE):
        found.setdefault(_looks(one, stack), []).append(one.name)
    return {looks: sorted(names) for looks, names in found.items()}
