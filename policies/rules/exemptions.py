"""Exemptions that are not right: run out, not needed, or not to be had."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from .model import NOT_APPLICABLE, REGISTRY, Outcome, References, Violation, judge, rule
from .pack import Exemption
from .resource import Resource, Stack
from .types import STACK


@rule(
    id="exemptions-valid",
    title="Exemptions are needed, allowed and not expired",
    title_ja="例外は必要かつ許可された期限内のものに限る",
    severity="high",
    kind="stack",
    types=(STACK,),
    remediation=(
        "Mend the resource and take the exemption out of policies/config/<stack>.json, or give it a new date and the "
        "reason why it still holds."
    ),
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/automation-rules.html",
    references=References(),
    exemptable=False,
)
def exemptions_valid(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Judged once, on the stack itself. A rule that only the update can tell does not make its exemption unused."""
    if not stack.pack.config.exemptions:
        yield NOT_APPLICABLE
    for exemption in stack.pack.config.exemptions:
        if said := _wrong(exemption, stack):
            yield Violation(f"the exemption of {exemption.resource} from {exemption.rule} {said}")


def _wrong(exemption: Exemption, stack: Stack) -> str | None:
    rule = REGISTRY.get(exemption.rule)
    if rule is None:
        close = difflib.get_close_matches(exemption.rule, REGISTRY, n=1)
        return "names a rule that does not exist" + (f"; did you mean {close[0]}?" if close else "")
    if stack.pack.is_production and not rule.exemptable:
        return f"does not count: nothing is exempt from that rule in {stack.pack.environment}"
    if exemption.expires < stack.pack.today:
        return f"expired on {exemption.expires}"
    meant = [r for r in stack.of_type(*rule.types) if exemption.resource in (r.name, r.urn)]
    if not meant:
        return "is not used: there is no such resource of the rule's types"
    kinds = {finding.kind for one in meant for finding in judge(rule, one, stack)}
    return None if kinds & {"violation", "deferred", "broken"} else "is not used: the rule has nothing against it"
