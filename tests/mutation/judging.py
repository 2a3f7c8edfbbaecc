"""Whether the rules see a mutant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from policies.rules import all_rules
from policies.rules.model import Finding, judge, run
from policies.rules.resource import Stack
from policies.rules.types import ANY, canonical
from tests.mutation.mutants import Mutant
from tests.mutation.survivors import Excuse, excuse


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """`killers`: the rules that have a violation of the mutant which the stack itself has not; `stopped`: whether one
    of them is mandatory, so that the mutant never reaches AWS. A critical one has to be stopped."""

    key: str
    type: str
    critical: bool
    killers: tuple[str, ...]
    stopped: bool

    @property
    def survives(self) -> bool:
        return not (self.stopped if self.critical else self.killers)

    @property
    def excuse(self) -> Excuse | None:
        """Why it may survive; None for what does not, and for what nothing excuses."""
        if not self.survives:
            return None
        return excuse(self.key, critical=self.critical)

    @property
    def mistake(self) -> bool:
        """Whether it makes one that can happen; a survivor that nothing excuses does."""
        return self.excuse is None or self.excuse.kind == "slips"


def baseline(stack: Stack) -> frozenset[tuple[str, str, str]]:
    """What the rules have against the stack as it is, which should be nothing."""
    return stack.index(violations)


def violations(stack: Stack) -> frozenset[tuple[str, str, str]]:
    """(rule, URN, message) of every violation of any rule."""
    return _violations(finding for rule in all_rules() for finding in run(rule, stack))


def verdict(mutant: Mutant, stack: Stack) -> Verdict:
    """Asks the rules that judge the mutated type or say that they read it; what a rule reads without saying so can only
    let a mutant live. Rules on every type are asked about the mutated resource alone."""
    mutated, token = Stack(mutant.resources, stack.pack), canonical(mutant.resource.type)
    new: set[tuple[str, str, str]] = set()
    for rule in all_rules():
        if ANY in rule.types:
            changed = mutated.by_urn.get(mutant.resource.urn)
            new |= _violations(judge(rule, changed, mutated) if changed else ())
        elif token in (*rule.types, *rule.reads):
            new |= _violations(run(rule, mutated))
    killers = {rule for rule, _, _ in new - baseline(stack)}
    return Verdict(
        key=f"{stack.pack.environment} {mutant.key}",
        type=token,
        critical=mutant.critical,
        killers=tuple(sorted(killers)),
        stopped=any(rule.level == "mandatory" for rule in all_rules() if rule.id in killers),
    )


def _violations(found: Iterable[Finding]) -> frozenset[tuple[str, str, str]]:
    """A rule that breaks on a mutant breaks the run."""
    listed = list(found)
    broken = [finding.message for finding in listed if finding.kind == "broken"]
    assert not broken, broken
    return frozenset((f.rule.id, f.resource.urn, f.message) for f in listed if f.kind == "violation")
