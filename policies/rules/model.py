"""What a rule is, how it is registered, and how it is run so that nothing on one resource hides another."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Literal, TypeAlias

from .pack import RuleConfig
from .resource import Resource, Stack
from .types import ANY, canonical

Severity = Literal["low", "medium", "high", "critical"]
Level = Literal["mandatory", "advisory"]
Kind = Literal["violation", "advice", "deferred", "broken"]


@dataclass(frozen=True, slots=True)
class Violation:
    """The rule is broken; the text goes on after "<resource>: "."""

    message: str


@dataclass(frozen=True, slots=True)
class Advice:
    """Worth knowing and nobody's business to stop, whatever the rule's level: e.g. what only production must have."""

    message: str


@dataclass(frozen=True, slots=True)
class Deferred:
    """Only the update can tell; the text says what has to be known."""

    message: str


class NotApplicable(Enum):
    """The rule has nothing to say about this resource (which is not the same as passing)."""

    NOT_APPLICABLE = "not applicable"


NOT_APPLICABLE = NotApplicable.NOT_APPLICABLE
Outcome: TypeAlias = Violation | Advice | Deferred | NotApplicable
Check: TypeAlias = Callable[[Resource, Stack], Iterable[Outcome]]


@dataclass(frozen=True, kw_only=True, slots=True)
class References:
    """The same demand elsewhere: AWS Security Hub, CIS AWS Foundations 5.0.0, checkov."""

    security_hub: tuple[str, ...] = ()
    cis: tuple[str, ...] = ()
    checkov: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A rule. `kind` only says which of the SDK's policy classes carries it.

    A "resource" rule looks at one resource alone and stops an update before that resource is made; a "stack" rule
    also sees the others and what depends on what. `config` is what people may choose: `stack.pack.of(config)`.
    `exemptable`: whether production may be exempted from it.
    """

    id: str
    title: str
    title_ja: str
    severity: Severity
    level: Level
    kind: Literal["resource", "stack"]
    types: tuple[str, ...]  # canonical tokens of the resources that are judged, one by one
    reads: tuple[str, ...] = ()  # and of those that are only looked at
    remediation: str
    url: str
    references: References
    config: type[RuleConfig] | None = None
    exemptable: bool = True
    check: Check

    def judges(self, token: str) -> bool:
        """Whether resources of that type, under whatever name it goes, are the rule's business."""
        return ANY in self.types or canonical(token) in self.types


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What a rule said about one resource. A `broken` one means that the rule failed and judged nothing."""

    rule: Rule
    resource: Resource
    kind: Kind
    message: str

    @property
    def level(self) -> Level:
        """Advice and deferrals stop nobody; a rule that failed stops everybody, whatever its own level."""
        if self.kind == "violation":
            return self.rule.level
        return "mandatory" if self.kind == "broken" else "advisory"


REGISTRY: dict[str, Rule] = {}


def rule(
    *,
    id: str,  # noqa: A002  it reads as what it is where rules are declared
    title: str,
    title_ja: str,
    severity: Severity,
    kind: Literal["resource", "stack"],
    types: tuple[str, ...],
    remediation: str,
    url: str,
    references: References,
    reads: tuple[str, ...] = (),
    level: Level = "mandatory",
    config: type[RuleConfig] | None = None,
    exemptable: bool = True,
) -> Callable[[Check], Check]:
    """Registers the decorated function as the check of a rule. Outcomes are yielded; nothing yielded is a pass."""

    def register(check: Check) -> Check:
        if id in REGISTRY:
            raise ValueError(f"two rules are called {id}")
        REGISTRY[id] = Rule(
            id=id,
            title=title,
            title_ja=title_ja,
            severity=severity,
            level=level,
            kind=kind,
            types=types,
            reads=reads,
            remediation=remediation,
            url=url,
            references=references,
            config=config,
            exemptable=exemptable,
            check=check,
        )
        return check

    return register


def run(rule: Rule, stack: Stack) -> tuple[Finding, ...]:
    """Judges every resource of the rule's types, each on its own, in an order that does not depend on the stack's.

    What the pack's config exempts today is left out (`exemptions.unheeded` says what of that is not right).
    """
    found = (finding for resource in stack.of_type(*rule.types) for finding in judge(rule, resource, stack))
    kept = [finding for finding in found if not _exempt(finding, stack)]
    return tuple(sorted(kept, key=lambda finding: (finding.resource.urn, finding.kind, finding.message)))


def _exempt(finding: Finding, stack: Stack) -> bool:
    if finding.kind != "violation" or not stack.pack.config.exemptions:
        return False
    if stack.pack.is_production and not finding.rule.exemptable:
        return False
    resource = finding.resource
    given = stack.pack.exemptions(finding.rule.id, (resource.name, resource.urn))
    return any(exemption.expires >= stack.pack.today for exemption in given)


def judge(rule: Rule, resource: Resource, stack: Stack) -> list[Finding]:
    """What the rule says about one resource, exempt or not."""
    said: dict[tuple[Kind, str], None] = {}  # a set that keeps its order
    try:
        for outcome in rule.check(resource, stack):
            if isinstance(outcome, Violation):
                said["violation", outcome.message] = None
            elif isinstance(outcome, Advice):
                said["advice", outcome.message] = None
            elif isinstance(outcome, Deferred):
                said["deferred", outcome.message] = None
    except Exception as error:  # whatever it is, it must neither end the preview nor look like a pass
        # Never the text of the error: it may quote a value, and rules see secrets opened.
        at = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} at {Path(at.filename).name}:{at.lineno}"
        said["broken", f"the rule {rule.id} itself failed here ({where}): nothing is known"] = None
    return [
        Finding(rule=rule, resource=resource, kind=kind, message=f"{resource.name}: {message}")
        for kind, message in said
    ]
