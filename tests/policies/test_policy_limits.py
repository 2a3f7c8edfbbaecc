"""Every check of config-limits is shown at work by an example."""

from __future__ import annotations

import pytest

from policies.examples import all_examples
from policies.rules.limits.table import LIMITS
from policies.rules.model import Violation
from policies.rules.resource import Stack
from policies.rules.types import canonical

STACKS = [Stack(example.resources, example.pack) for example in all_examples() if example.rule == "config-limits"]
CHECKS = {check.__name__: check for checks in LIMITS.values() for check in checks}


def judged(name: str) -> set[bool]:
    """Whether it found something, over all resources that it looks at."""
    check = CHECKS[name]
    return {
        any(isinstance(outcome, Violation) for outcome in check(resource, stack))
        for stack in STACKS
        for resource in stack.resources
        if check in LIMITS.get(canonical(resource.type), ())
    }


def test_no_two_checks_have_one_name() -> None:
    assert len(CHECKS) == len({check for checks in LIMITS.values() for check in checks})


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_a_check_finds_something_in_one_example_and_nothing_in_another(name: str) -> None:
    assert judged(name) == {True, False}


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_a_check_names_its_source(name: str) -> None:
    said = CHECKS[name].__doc__ or ""
    assert "https://docs.aws.amazon.com/" in said or "`planning." in said or "provider" in said
