"""What is demanded of every rule that a firewall must have, whatever it stops."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from planning.counting import LONGEST_COUNTING

from .model import Advice, Deferred, Outcome, Violation
from .pack import RuleConfig, Text
from .resource import ABSENT, UNKNOWN, Path, Resource, Stack
from .web_acls import AclRule, spares

BODY_RULE = "SizeRestrictions_BODY"


class FirewallRules(RuleConfig):
    """`groups` of AWS that judge every request. `counted`: rules in them that may only count. `administration`: whether
    some paths are for known addresses only, `adminPaths` among them. `mostRequests` of one address in five minutes:
    more than any person makes.
    """

    groups: tuple[Text, ...] = (
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesSQLiRuleSet",
    )
    counted: tuple[Text, ...] = (BODY_RULE,)  # uploads have more than 8 KB
    administration: bool = True
    admin_paths: tuple[Text, ...] = ()
    most_requests: int = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Firewall:
    """One ACL with its rules."""

    acl: Resource
    stack: Stack
    rules: Sequence[AclRule]

    @property
    def demands(self) -> FirewallRules:
        return self.stack.pack.of(FirewallRules)

    @property
    def own(self) -> Sequence[AclRule]:
        """The rules that say themselves which requests they are for."""
        return [rule for rule in self.rules if rule.has_statement]

    def works(self, rule: AclRule, what: str, *actions: object) -> Iterator[Outcome]:
        """The rule takes one of the actions, or only counts where that may be, and no earlier one lets requests in."""
        if rule.action is UNKNOWN:
            yield Deferred(f"what {what} does is known only at the update")
        elif rule.action == "count":
            yield from self._counts(what)
        elif rule.action not in actions:
            yield Violation(f"{what} does not stop what it finds")
        for other in self.rules:
            if other.action == "allow" and other.comes_before(rule) is True:
                yield Violation(f"{other.label} lets requests past {what}")

    def _counts(self, what: str) -> Iterator[Outcome]:
        """Outside production as one likes; in it until a day, which a tag says."""
        if not self.stack.pack.is_production:
            return
        until, today = self.acl.text("tags", "CountUntil"), self.stack.pack.today
        if until is UNKNOWN:
            yield Deferred(f"until when {what} only counts is known only at the update")
        elif (day := _day(until)) is None:
            yield Violation(f"{what} only counts, and no tag CountUntil says until which day")
        elif day < today:
            yield Violation(f"{what} still only counts, although the day of the tag CountUntil is past")
        elif day - today > LONGEST_COUNTING:
            yield Advice(f"{what} only counts, for more than {LONGEST_COUNTING.days} days to come")

    def looks_at_all(self, rule: AclRule, scope: Path, what: str) -> Iterator[Outcome]:
        """A scope-down statement may spare some requests; it must not leave the rule with a few."""
        if rule.get(*scope) is ABSENT:
            return
        spared = spares(rule, *scope)
        if spared is UNKNOWN:
            yield Deferred(f"which requests {what} looks at is known only at the update")
        elif not spared:
            yield Violation(f"{what} looks at a part of the requests only")


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def best(candidates: Iterable[Iterator[Outcome]]) -> Iterator[Outcome]:
    """What is wrong with all of them; nothing if one is right."""
    said = [list(outcomes) for outcomes in candidates]
    if [] not in said:
        yield from (outcome for outcomes in said for outcome in outcomes)
