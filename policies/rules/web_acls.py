"""Web ACLs: their rules in one shape, however they were written, and which requests a statement can match.

https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statements.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .resource import ABSENT, UNKNOWN, Absent, Answer, Path, Resource, Stack, Unknown, place
from .types import WEB_ACL, WEB_ACL_GROUP, WEB_ACL_RULE

# Statements that are true of some requests and never of all.
_PARTS = ("geoMatchStatement", "ipSetReferenceStatement", "labelMatchStatement", "regexPatternSetReferenceStatement")


@dataclass(frozen=True, slots=True)
class AclRule:
    """A rule of an ACL: an element of its `rules`, or a resource of its own. Paths begin at the rule."""

    owner: Resource
    at: Path = ()

    @property
    def label(self) -> str:
        """For messages: its place, or the name of the resource that it is."""
        return place(self.at) or self.owner.name

    @property
    def has_statement(self) -> bool:
        """All have one but the association of a group, which is nothing else."""
        return self.owner.type != WEB_ACL_GROUP

    @property
    def group(self) -> Path:
        """Where a managed group would be named."""
        return ("statement", "managedRuleGroupStatement") if self.has_statement else ("managedRuleGroup",)

    @property
    def action(self) -> str | Absent | Unknown:
        """block, count, allow and so on; of a group, none or absent leaves it to its own rules."""
        for key in ("action", "overrideAction") if self.has_statement else ("overrideAction",):
            said = self.get(key)
            if isinstance(said, Mapping):  # of one key, whose value may be empty
                return next((str(name) for name, value in said.items() if value is not None), ABSENT)
            if said is not ABSENT:
                return self.text(key)
        return ABSENT

    def get(self, *path: str | int) -> Answer:
        return self.owner.get(*self.at, *path)

    def text(self, *path: str | int) -> str | Absent | Unknown:
        return self.owner.text(*self.at, *path)

    def number(self, *path: str | int) -> int | Absent | Unknown:
        return self.owner.number(*self.at, *path)

    def each(self, *path: str | int) -> tuple[Path, ...]:
        return tuple(at[len(self.at) :] for at in self.owner.each(*self.at, *path))

    def comes_before(self, other: AclRule) -> bool | Unknown:
        """Rules are asked in the order of their numbers."""
        own, others = self.number("priority"), other.number("priority")
        return own < others if isinstance(own, int) and isinstance(others, int) else UNKNOWN


def rules_of(acl: Resource, stack: Stack) -> Sequence[AclRule]:
    """All rules of an ACL. One of them may be unknown as a whole."""
    return [*(AclRule(acl, at) for at in acl.each("rules")), *stack.index(_apart).get(acl.urn, ())]


def _apart(stack: Stack) -> Mapping[str, Sequence[AclRule]]:
    found: dict[str, list[AclRule]] = {}
    for owner in stack.of_type(WEB_ACL_RULE, WEB_ACL_GROUP):
        for acl in stack.named(owner, "webAclArn", WEB_ACL):
            found.setdefault(acl.urn, []).append(AclRule(owner))
    return found


def narrow(rule: AclRule, *at: str | int) -> bool | Unknown:
    """Whether the statement matches some requests and surely not all; False where that cannot be shown."""
    if rule.get(*at) is UNKNOWN:
        return UNKNOWN
    if any(rule.get(*at, key) is not ABSENT for key in _PARTS):
        return True
    searched = rule.text(*at, "byteMatchStatement", "searchString")
    if searched is not ABSENT:
        return UNKNOWN if searched is UNKNOWN else len(searched) > 1  # every path has a "/"
    if either := rule.each(*at, "orStatement", "statements"):
        return every(narrow(rule, *path) for path in either)
    return some(narrow(rule, *path) for path in rule.each(*at, "andStatement", "statements"))


def spares(rule: AclRule, *at: str | int) -> bool | Unknown:
    """Whether the statement matches all requests but a part of them."""
    negated = (*at, "notStatement", "statement")
    if rule.get(*negated) is not ABSENT:
        return narrow(rule, *negated)
    parts = rule.each(*at, "andStatement", "statements")
    return every(spares(rule, *path) for path in parts) if parts else False


def every(answers: Iterable[bool | Unknown]) -> bool | Unknown:
    """Whether all of them are so; one that is not decides it."""
    known = set(answers)
    return False if False in known else UNKNOWN if UNKNOWN in known else True


def some(answers: Iterable[bool | Unknown]) -> bool | Unknown:
    """Whether one of them is so."""
    known = set(answers)
    return True if True in known else UNKNOWN if UNKNOWN in known else False
