"""IAM policy documents: every statement in one shape, however it was written, and what it lets happen.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from .conditions import Condition, bounds, conditions, texts
from .model import Advice, Deferred, Outcome, Violation
from .resource import ABSENT, UNKNOWN, Absent, Answer, Path, Resource, Stack, Unknown, Value

_OF_STATEMENTS = {
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """One statement. `number` counts from 1, for messages: a Sid is a text of the resource and is never quoted.

    `principals` are (kind, who), where kind is AWS, Service, Federated or CanonicalUser and "*" for everybody. Those,
    the actions and the resources are what the statement leaves out where `..._but` says so (NotPrincipal and so on).
    """

    number: int
    allows: bool
    principals: tuple[tuple[str, str], ...]
    everybody_but: bool
    actions: tuple[str, ...]
    every_action_but: bool
    resources: tuple[str, ...]
    every_resource_but: bool
    conditions: tuple[Condition, ...]

    @property
    def everybody(self) -> bool:
        """Whether it lets everybody in, or everybody but a few; or refuses everybody without an exception."""
        if self.allows:
            return self.everybody_but or any("*" in who for _, who in self.principals)
        return not self.everybody_but and ("*", "*") in self.principals

    @property
    def public(self) -> bool:
        """Whether it lets everybody in. A condition counts only if it holds to somebody in particular."""
        return self.allows and self.everybody and not bounds(self.conditions)

    @property
    def services(self) -> tuple[str, ...]:
        """The service principals that it names."""
        return () if self.everybody_but else tuple(who for kind, who in self.principals if kind == "Service")

    @property
    def on_behalf_of_anybody(self) -> bool:
        """Whether the services it names may come on behalf of other people's accounts (the confused deputy)."""
        named = self.allows and bool(self.services) and not self.everybody
        return named and not bounds(self.conditions, of_service=True)

    def acts(self, action: str) -> bool:
        """Whether it is about that action, or about all that a pattern of actions stands for."""
        return _about(action.lower(), self.actions, all_but=self.every_action_but)

    def touches(self, resource: str) -> bool:
        """Whether it is about that resource, or about all that a pattern of resources stands for."""
        return _about(resource, self.resources, all_but=self.every_resource_but)


@dataclass(frozen=True, slots=True)
class Document:
    """A policy. `readable` is false for what is no policy, or says more than this module knows: trust nothing then."""

    statements: tuple[Statement, ...] = ()
    readable: bool = True

    def lets_service(self, service: str, action: str, never_sends: Set[str] = frozenset()) -> bool:
        """Whether the service may do that; a condition on what it never sends keeps it out."""
        about = [one for one in self.statements if one.acts(action) and (service in one.services or one.everybody)]
        refused = any(not one.allows and not one.conditions for one in about)
        return not refused and any(
            one.allows and all(condition.optional or condition.key not in never_sends for condition in one.conditions)
            for one in about
        )


Found: TypeAlias = "Document | Absent | Unknown"


def document(resource: Resource, stack: Stack, *path: str | int) -> Found:
    """The policy at `path`, read once per stack. A JSON text made of outputs is wholly unknown in a first preview."""
    known = stack.index(_read)
    at = (resource.urn, path)
    if at not in known:
        value = resource.get(*path)
        if isinstance(value, str) and value:
            value = resource.parsed(*path)
            known[at] = parse("no policy" if value is ABSENT else value)
        else:
            known[at] = parse(ABSENT if value == "" else value)
    return known[at]


def _read(stack: Stack) -> dict[tuple[str, Path], Found]:
    return {}


def judged(
    resource: Resource,
    stack: Stack,
    path: Path,
    wrong: Callable[[Statement], Iterable[Violation | Advice]],
    what: str = "its policy",
) -> Iterator[Outcome]:
    """All that is `wrong` with the statements of the policy at `path`, which is called `what`."""
    policy = document(resource, stack, *path)
    if policy is ABSENT:
        return
    if policy is UNKNOWN:
        yield Deferred(f"what {what} says is known only at the update")
    elif not policy.readable:
        yield Violation(f"{what} is none that can be read")
    else:
        for statement in policy.statements:
            for it in wrong(statement):
                yield type(it)(f"statement {statement.number} of {what} {it.message}")


def parse(value: Answer) -> Found:
    """The document that this value, decoded from JSON, is."""
    if value is ABSENT or value is UNKNOWN:
        return value
    if not isinstance(value, Mapping):
        return Document(readable=False)
    if _unknown(value):
        return UNKNOWN
    given = value.get("Statement")
    listed = list(given) if isinstance(given, Sequence) and not isinstance(given, str) else [given]
    statements = [_statement(number, one) for number, one in enumerate(listed, 1)]
    read = tuple(one for one in statements if one is not None)
    return Document(read, readable=len(read) == len(statements) > 0)


def _unknown(value: Value) -> bool:
    if isinstance(value, Mapping):
        return any(map(_unknown, value.values()))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return any(map(_unknown, value))
    return value is UNKNOWN


def _statement(number: int, given: Value) -> Statement | None:
    """None for what AWS would refuse too: an effect that is none, an element that does not exist, one said twice."""
    if not isinstance(given, Mapping) or given.get("Effect") not in ("Allow", "Deny") or set(given) - _OF_STATEMENTS:
        return None
    if any(name in given and f"Not{name}" in given for name in ("Principal", "Action", "Resource")):
        return None
    return Statement(
        number=number,
        allows=given["Effect"] == "Allow",
        principals=_principals(given.get("Principal", given.get("NotPrincipal"))),
        everybody_but="NotPrincipal" in given,
        actions=tuple(action.lower() for action in texts(given.get("Action", given.get("NotAction")))),
        every_action_but="NotAction" in given,
        resources=texts(given.get("Resource", given.get("NotResource"))),
        every_resource_but="NotResource" in given,
        conditions=conditions(given.get("Condition")),
    )


def _principals(given: Value) -> tuple[tuple[str, str], ...]:
    if not isinstance(given, Mapping):
        return tuple(("*", who) for who in texts(given))
    named = ((kind, who) for kind, value in given.items() for who in texts(value))
    return tuple(("*", "*") if (kind, who) == ("AWS", "*") else (kind, who) for kind, who in named)


def _about(asked: str, named: Iterable[str], *, all_but: bool) -> bool:
    if all_but:
        return not any(covers(one, asked) or covers(asked, one) for one in named)
    return any(covers(one, asked) for one in named)


def covers(pattern: str, other: str) -> bool:
    """Whether `pattern` stands for all that `other` does, which may be a pattern itself: * for any text, ? for one
    character. Actions are compared in small letters."""
    return _expression(pattern).fullmatch(other) is not None


def whole_service(action: str) -> bool:
    """Whether the action is all that a service can do, or all that all of them can: s3:*, *, s3:?*."""
    return action.rpartition(":")[2].strip("*?") == ""


@lru_cache(maxsize=4096)
def _expression(pattern: str) -> re.Pattern[str]:
    # A ? never stands for the * of another pattern, which can be longer.
    pieces = (".*" if piece == "*" else "[^*]" if piece == "?" else re.escape(piece) for piece in pattern)
    return re.compile("".join(pieces), re.DOTALL)
