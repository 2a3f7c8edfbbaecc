"""Whether the rules see a mutant."""

from __future__ import annotations

from dataclasses import dataclass

from policies.rules import all_rules
from policies.rules.model import run
from policies.rules.resource import Stack
from policies.rules.types import canonical
from tests.mutation.mutants import Mutant


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """`killers`: the rules that have a violation of the mutant which the stack itself has not."""

    key: str
    type: str
    killers: tuple[str, ...]


def baseline(stack: Stack) -> frozenset[tuple[str, str, str]]:
    """What the rules have against the stack as it is, which should be nothing."""
    return stack.index(violations)


def violations(stack: Stack) -> frozenset[tuple[str, str, str]]:
    """(rule, URN, message) of every violation. A rule that breaks on a mutant breaks the run."""
    found = [finding for rule in all_rules() for finding in run(rule, stack)]
    broken = [finding.message for finding in found if finding.kind == "broken"]
    assert not broken, broken
    return frozenset((f.rule.id, f.resource.urn, f.message) for f in found if f.kind == "violation")


def verdict(mutant: Mutant, stack: Stack) -> Verdict:
    new = violations(Stack(mutant.resources, stack.pack)) - baseline(stack)
    killers = tuple(sorted({rule for rule, _, _ in new}))
    return Verdict(key=mutant.key, type=canonical(mutant.resource.type), killers=killers)
