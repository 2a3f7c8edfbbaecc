"""What holds for every rule there is, whoever adds the next one."""

from __future__ import annotations

import inspect
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest

from policies.examples import all_examples
from policies.rules import all_rules
from policies.rules.model import REGISTRY, Rule, run
from policies.rules.model import rule as register
from policies.rules.resource import Answer, Path, Resource, Stack, Value
from policies.rules.types import ANY, AWS_PROVIDER, OTHER_NAMES, STACK, canonical
from tests.policies.sdk_types import has_input, resource_class

RULES = all_rules()
STACKS = [
    pytest.param(Stack(example.resources, example.pack), id=f"{example.rule}: {example.name}")
    for example in all_examples()
]
CANARY = "hunter2-canary"
each_stack = pytest.mark.parametrize("stack", STACKS)
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
        stack = Stack(example.resources, example.pack)
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


@each_stack
def test_the_order_of_resources_decides_nothing(stack: Stack) -> None:
    resources = stack.resources
    shuffled = random.Random(1).sample(resources, len(resources))  # noqa: S311  any other order will do
    orders = [Stack(ordered, stack.pack) for ordered in (shuffled, resources, resources[::-1])]
    first, second, third = ([_said(rule, ordered) for rule in _judging(stack)] for ordered in orders)
    assert first == second == third


@each_stack
def test_messages_name_the_resource_and_quote_no_text_of_it(stack: Stack) -> None:
    for spoil in (lambda text: CANARY, lambda text: f"{text}{CANARY}"):
        spoilt = Stack([_replaced(one, _texts(one.props, spoil)) for one in stack.resources], stack.pack)
        for rule in _judging(stack):
            for finding in run(rule, spoilt):
                assert finding.message.startswith(f"{finding.resource.name}: ")
                assert CANARY not in finding.message


@each_stack
def test_wrong_types_break_no_rule(stack: Stack) -> None:
    wrong: tuple[Value, ...] = (None, True, -1.5, "", "x", [], {}, [[None]], [{"a": 1}], {"b": [2]})
    rules = _judging(stack)
    for value in wrong:
        spoilt = Stack([_replaced(one, dict.fromkeys(one.props, value)) for one in stack.resources], stack.pack)
        broken = [finding for rule in rules for finding in run(rule, spoilt) if finding.kind == "broken"]
        assert broken == []


def _judging(stack: Stack) -> list[Rule]:
    """The rules that have something to judge there; the others say nothing, whatever is done to it."""
    return [rule for rule in RULES if stack.of_type(*rule.types)]


def _said(rule: Rule, stack: Stack) -> list[tuple[str, str, str]]:
    return [(said.resource.urn, said.kind, said.message) for said in run(rule, stack)]


def _replaced(resource: Resource, props: Mapping[str, Value]) -> Resource:
    return Resource(
        type=resource.type,
        name=resource.name,
        urn=resource.urn,
        props=props,
        protect=resource.protect,
        ignore_changes=resource.ignore_changes,
        property_dependencies=resource.property_dependencies,
    )


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
