"""What holds for every rule there is, whoever adds the next one."""

from __future__ import annotations

import inspect
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import pytest

from policies.examples import Example, all_examples
from policies.rules import all_rules
from policies.rules.model import REGISTRY, Rule, run
from policies.rules.model import rule as register
from policies.rules.resource import Answer, Path, Resource, Stack, Value
from policies.rules.types import ANY, AWS_PROVIDER, OTHER_NAMES, STACK, canonical
from tests.policies.by_rule import each_rule_by_examples, stack_of
from tests.policies.sdk_types import has_input, resource_class

RULES = all_rules()
CANARY = "hunter2-canary"
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def test_the_first_twelve_are_there() -> None:
    assert {rule.id for rule in RULES} >= {
        "ecs-no-public-ip",
        "logs-kms",
        "rds-encrypted",
        "rds-force-ssl",
        "rds-not-public",
        "redis-at-rest",
        "redis-tls",
        "s3-encrypted",
        "sg-alb-ports",
        "sg-rds-from-ecs",
        "sg-redis-from-ecs",
        "sg-world-only-alb",
    }


def test_an_id_is_taken_once() -> None:
    known = RULES[0]
    again = register(
        id=known.id,
        title=known.title,
        title_ja=known.title_ja,
        severity=known.severity,
        kind=known.kind,
        types=known.types,
        remediation=known.remediation,
        url=known.url,
        references=known.references,
    )
    with pytest.raises(ValueError, match=f"^two rules are called {known.id}$"):
        again(known.check)
    assert REGISTRY[known.id] is known


@each_rule
def test_a_rule_says_everything_about_itself(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.id)
    assert re.fullmatch(r"[A-Z][ -~]+[^.]", rule.title)
    assert any("\u3040" <= letter <= "\u9fff" for letter in rule.title_ja), "no Japanese in the Japanese title"
    assert rule.remediation.endswith(".")
    assert rule.url.startswith("https://docs.aws.amazon.com/")
    assert rule.check.__doc__


@each_rule
def test_critical_rules_are_mandatory(rule: Rule) -> None:
    assert rule.severity != "critical" or rule.level == "mandatory"


@each_rule
def test_every_token_exists(rule: Rule) -> None:
    for token in {*rule.types, *rule.reads} - {ANY, STACK, AWS_PROVIDER}:
        assert canonical(token) == token
        assert resource_class(token) is not None, token


def test_other_names_are_types_or_aliases_in_the_sdk() -> None:
    for other, token in OTHER_NAMES.items():
        names = [name for name in (token, *OTHER_NAMES) if canonical(name) == token]
        classes = [found for name in names if (found := resource_class(name))]
        assert resource_class(other) or any(f'type_="{other}"' in inspect.getsource(found) for found in classes), other


def test_every_path_that_a_rule_reads_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt property is always absent, and a rule on it always passes or always fails."""
    read: set[tuple[str, Path]] = set()
    get, each = Resource.get, Resource.each

    def reading_get(self: Resource, *path: str | int) -> Answer:
        read.add((self.type, path))
        return get(self, *path)

    def reading_each(self: Resource, *path: str | int) -> tuple[Path, ...]:
        read.add((self.type, path))
        return each(self, *path)

    monkeypatch.setattr(Resource, "get", reading_get)
    monkeypatch.setattr(Resource, "each", reading_each)
    for example in all_examples():
        stack = stack_of(example)
        for rule in RULES:
            run(rule, stack)
    assert ("aws:rds/instance:Instance", ("storageEncrypted",)) in read
    read = {(token, path) for token, path in read if not token.startswith("pulumi:")}
    names = {token: [other for other in (token, *OTHER_NAMES) if canonical(other) == token] for token in _tokens()}
    wrong = {
        (token, path)
        for token, path in read
        if not any(has_input(other, path) for other in names[canonical(token)] if resource_class(other))
    }
    assert wrong == set()
    assert not has_input("aws:rds/instance:Instance", ("storageEncryptet",))
    assert not has_input("aws:ec2/securityGroup:SecurityGroup", ("ingress", 0, "fromPart"))


@each_rule_by_examples
def test_the_order_of_resources_decides_nothing(examples: list[Example]) -> None:
    wrong = [
        f"{example.name}: {rule.id}"
        for example in examples
        if len(example.resources) > 1
        for orders in [_orders(example)]
        for rule in _judging(orders[0])
        if not _said(rule, orders[0]) == _said(rule, orders[1]) == _said(rule, orders[2])
    ]
    assert not wrong, "\n".join(wrong)


def _orders(example: Example) -> list[Stack]:
    resources = example.resources
    shuffled = random.Random(1).sample(resources, len(resources))  # noqa: S311  any other order will do
    return [Stack(ordered, example.pack) for ordered in (resources, shuffled, resources[::-1])]


@each_rule_by_examples
def test_messages_name_the_resource_and_quote_no_text_of_it(examples: list[Example]) -> None:
    wrong: list[str] = []
    for example in examples:
        for spoil in (lambda text: CANARY, lambda text: f"{text}{CANARY}"):
            spoilt = _with(example, partial(_texts, spoil=spoil))
            wrong += [
                f"{example.name}: {finding.rule.id}: {finding.message}"
                for rule in _judging(spoilt)
                for finding in run(rule, spoilt)
                if not finding.message.startswith(f"{finding.resource.name}: ") or CANARY in finding.message
            ]
    assert not wrong, "\n".join(wrong)


@each_rule_by_examples
def test_wrong_types_break_no_rule(examples: list[Example]) -> None:
    values: tuple[Value, ...] = (None, True, -1.5, "", "x", [], {}, [[None]], [{"a": 1}], {"b": [2]})
    # Where all values are the same, examples that differ in their values alone are one.
    different = {repr((_with(example, _all(None)).resources, example.pack)): example for example in examples}
    wrong: list[str] = []
    for example in different.values():
        for value in values:
            spoilt = _with(example, _all(value))
            found = [finding for rule in _judging(spoilt) for finding in run(rule, spoilt)]
            wrong += [f"{example.name}: {said.message} ({value!r})" for said in found if said.kind == "broken"]
    assert not wrong, "\n".join(wrong)


def _judging(stack: Stack) -> list[Rule]:
    """The rules that have something to judge there; the others say nothing, whatever is done to it."""
    return [rule for rule in RULES if stack.of_type(*rule.types)]


def _said(rule: Rule, stack: Stack) -> list[tuple[str, str, str]]:
    return [(said.resource.urn, said.kind, said.message) for said in run(rule, stack)]


def _all(value: Value) -> Callable[[Mapping[str, Value]], Mapping[str, Value]]:
    return lambda props: dict.fromkeys(props, value)


def _with(example: Example, change: Callable[[Mapping[str, Value]], Mapping[str, Value]]) -> Stack:
    """The stack of an example with other properties of each of its resources."""
    return Stack([replace(one, props=change(one.props)) for one in example.resources], example.pack)


def _texts(props: Mapping[str, Value], spoil: Callable[[str], str]) -> dict[str, Value]:
    def walk(value: Value) -> Value:
        if isinstance(value, str):
            return spoil(value)
        if isinstance(value, Mapping):
            return {key: walk(item) for key, item in value.items()}
        return [walk(item) for item in value] if isinstance(value, Sequence) else value

    return {key: walk(value) for key, value in props.items()}


def _tokens() -> Iterator[str]:
    made = {canonical(resource.type) for example in all_examples() for resource in example.resources}
    yield from {*made, STACK}
