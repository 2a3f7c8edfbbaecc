"""The policy rules as people read them: a list, one rule with examples, the page `docs/POLICIES.md`."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from offline.errors import InputError, nearest
from policies.examples import Example, all_examples
from policies.rules import all_rules
from policies.rules.model import Rule
from policies.rules.resource import UNKNOWN, Resource, Value


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """What a policy config may choose of a rule: its key, what it may be, what it is otherwise."""

    key: str
    type: str
    default: object
    meaning: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One rule, with the subject that it belongs to: the first line of its module."""

    rule: Rule
    subject: str

    @property
    def why(self) -> str:
        """What the rule's author said of it, in one paragraph."""
        return " ".join((inspect.getdoc(self.rule.check) or "").split())

    @property
    def references(self) -> str:
        known = self.rule.references
        named = (("", known.security_hub), ("CIS ", known.cis), ("", known.checkov))
        return ", ".join(f"{prefix}{control}" for prefix, controls in named for control in controls)

    @property
    def choices(self) -> tuple[Choice, ...]:
        if self.rule.config is None:
            return ()
        schema = self.rule.config.model_json_schema(by_alias=True)["properties"]
        return tuple(
            Choice(key=key, type=_type(given), default=given.get("default"), meaning=given.get("description", ""))
            for key, given in schema.items()
        )

    @property
    def examples(self) -> tuple[Example, ...]:
        """A passing and a failing one: the first of each among the fixtures of the rule's tests."""
        mine = [example for example in all_examples() if example.rule == self.rule.id]
        return tuple(next(example for example in mine if example.case == case) for case in ("pass", "fail"))

    def to_json(self, *, examples: bool) -> dict[str, object]:
        rule = self.rule
        told = {
            "id": rule.id,
            "subject": self.subject,
            "title": rule.title,
            "titleJa": rule.title_ja,
            "severity": rule.severity,
            "level": rule.level,
            "kind": rule.kind,
            "types": list(rule.types),
            "why": self.why,
            "remediation": rule.remediation,
            "url": rule.url,
            "references": {
                "securityHub": list(rule.references.security_hub),
                "cis": list(rule.references.cis),
                "checkov": list(rule.references.checkov),
            },
            "exemptable": rule.exemptable,
            "choices": [
                {"key": c.key, "type": c.type, "default": c.default, "meaning": c.meaning} for c in self.choices
            ],
        }
        if examples:
            told["examples"] = [
                {
                    "case": e.case,
                    "name": e.name,
                    "resources": lines(e),
                    "findings": [message for _, message in e.findings],
                }
                for e in self.examples
            ]
        return told


def entries() -> list[Entry]:
    """All rules by subject, the worst first within one."""
    order = ("critical", "high", "medium", "low")
    made = [Entry(rule=rule, subject=_subject(rule)) for rule in all_rules()]
    return sorted(made, key=lambda entry: (entry.subject, order.index(entry.rule.severity), entry.rule.id))


def entry(rule_id: str) -> Entry:
    """One rule; InputError with the nearest id where there is none."""
    known = {one.rule.id: one for one in entries()}
    if rule_id not in known:
        raise InputError([f'no rule "{rule_id}"{nearest(rule_id, known)}; --list names them all'])
    return known[rule_id]


def lines(example: Example) -> list[str]:
    """The resources of an example, a line for each and one for each property; what it was told, where that matters."""
    config = example.pack.config
    told = [f"judged as {config.environment}, {config.profile}"] if example.case == "fail" else []
    return told + [line for resource in example.resources for line in _resource(resource)]


def _resource(resource: Resource) -> list[str]:
    of = {
        key: ", ".join(urn.rpartition("::")[2] for urn in urns) for key, urns in resource.property_dependencies.items()
    }
    props = [f"    {key}: {_text(value, of.get(key))}" for key, value in resource.props.items()]
    more = [f"    {name}" for name, is_set in (("protect", resource.protect),) if is_set]
    return [f"{resource.type} {resource.name}", *props, *more]


def _text(value: Value, source: str | None) -> str:
    if value is UNKNOWN:
        return f"(output of {source})" if source else "(known at the update)"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_text(item, source)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(_text(item, source) for item in value) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _subject(rule: Rule) -> str:
    module = sys.modules[rule.check.__module__]
    first, _, _ = (module.__doc__ or "").partition("\n")
    return first.rstrip(".")


def _type(given: Mapping[str, object]) -> str:
    if isinstance(allowed := given.get("enum"), list):
        return " | ".join(map(str, allowed))
    items = given.get("items")
    if isinstance(items, Mapping):
        return f"list of {_type(items)}"
    return str(given.get("type", "value"))
