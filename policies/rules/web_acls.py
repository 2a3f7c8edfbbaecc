"""Web ACLs: their rules in one shape, however they were written, and which requests a statement can match.

https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statements.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .answers import all_of, any_of
from .companions import beside
from .resource import ABSENT, UNKNOWN, Absent, Answer, Path, Resource, Stack, Unknown, place
from .types import WEB_ACL, WEB_ACL_GROUP, WEB_ACL_RULE

# Statements about what a visitor cannot make up: an address, a secret that a header holds, what earlier rules found.
_PARTS = ("ipSetReferenceStatement", "labelMatchStatement", "regexPatternSetReferenceStatement")

RESOLVED = frozenset({"NORMALIZE_PATH", "NORMALIZE_PATH_WIN"})  # readings of a path as that of a file


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
    apart = [
        owner
        for token in (WEB_ACL_RULE, WEB_ACL_GROUP)
        for owner in stack.index(beside(token, "webAclArn", WEB_ACL)).get(acl.urn, ())
    ]
    return [*(AclRule(acl, at) for at in acl.each("rules")), *map(AclRule, apart)]


def sure(rule: AclRule, *at: str | int) -> bool | Unknown:
    """Whether the statement matches those alone who can prove it; False where that cannot be shown.

    A path is no proof, as anybody may ask for it.
    """
    if rule.get(*at) is UNKNOWN:
        return UNKNOWN
    if any(rule.get(*at, key) is not ABSENT for key in _PARTS):
        return True
    if either := rule.each(*at, "orStatement", "statements"):
        return all_of(sure(rule, *path) for path in either)
    return any_of(sure(rule, *path) for path in rule.each(*at, "andStatement", "statements"))


def spares(rule: AclRule, *at: str | int) -> bool | Unknown:
    """Whether the statement matches all requests but those of somebody in particular."""
    negated = (*at, "notStatement", "statement")
    if rule.get(*negated) is not ABSENT:
        return sure(rule, *negated)
    parts = rule.each(*at, "andStatement", "statements")
    return all_of(spares(rule, *path) for path in parts) if parts else False


@dataclass(frozen=True, slots=True)
class PathMatch:
    """The paths that begin with `prefix`, once they are read as `readings` say (URL_DECODE, NORMALIZE_PATH, ...)."""

    prefix: str
    readings: frozenset[object]


def path_match(rule: AclRule, *at: str | int) -> PathMatch | Absent | Unknown:
    """What a statement asks of the path; ABSENT where it asks something else."""
    match = (*at, "byteMatchStatement")
    prefix, position = rule.text(*match, "searchString"), rule.text(*match, "positionalConstraint")
    if prefix is UNKNOWN or position is UNKNOWN:
        return UNKNOWN
    if prefix is ABSENT or position != "STARTS_WITH" or rule.get(*match, "fieldToMatch", "uriPath") is ABSENT:
        return ABSENT
    readings = (rule.text(*one, "type") for one in rule.each(*match, "textTransformations"))
    return PathMatch(prefix, frozenset(readings) - {"NONE"})
