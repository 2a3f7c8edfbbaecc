"""Writes `docs/POLICIES.md` from the rules: `python -m offline.policy_docs`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from offline.catalogue import Entry, entries

PAGE = Path(__file__).resolve().parent.parent / "docs" / "POLICIES.md"

_HEAD = """# Policies

What is not allowed to reach AWS, and why. Made from the rules by `make policy-docs`; a test keeps it current.

- In the engine: `pulumi preview --stack prod --policy-pack policies --policy-pack-config policies/config/prod.json`,
  the same with `up`. What is deployed, by its state alone: the same with `policy analyze` (Pulumi CLI 3.229 or newer).
  In `bootstrap/` the stack is `account`, and both paths begin with `../policies`.
- Without AWS: `python -m offline policies prod`; `--list`, `--explain ID`, `--sarif FILE` for code scanning.

A **mandatory** finding stops a deployment, an **advisory** one does not. What a first preview cannot know yet is
reported by the policy `deferred`, what is only worth knowing by `advice`; a rule that fails itself stops everything, by
`broken-rule`.

## Config

`policies/config/<stack>.json`, given to the engine and read offline, says under `pack` what is judged: `environment`
(dev, staging, prod, dr, and account for what `bootstrap/` makes once in an account: protection and exposure follow it),
`profile` (minimal, ha: high availability follows it), `dnsMode`, and `exemptions`. Without a config the pack judges as
production in full, and says so. What a rule lets people choose stands under its id, with `enforcementLevel` if need be.
A config that puts a critical rule lower than mandatory is refused, by `all` too, and so is one that disables `pack`
itself, which tells the rules what they judge: offline with an error, in the engine by `broken-rule`.

```json
{
  "pack": {
    "environment": "staging",
    "profile": "minimal",
    "exemptions": [
      {"rule": "logs-kms", "resource": "megane-x", "reason": "moves to the data key with the next release",
       "owner": "platform", "expires": "2027-01-31"}
    ]
  }
}
```

An exemption is for one rule and one resource (logical name or URN) until a date. One that has expired, or that nothing
needs, is a finding. In prod, dr and account nothing is exempt from the rules marked **no exemptions**.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_rules(entries())])


def _rules(rules: Iterable[Entry]) -> Iterator[str]:
    rules = list(rules)
    yield f"## The {len(rules)} rules\n"
    for subject, found in groupby(rules, key=lambda entry: entry.subject):
        those = list(found)
        yield f"### {subject}\n"
        yield "| rule | severity | level | what it wants |"
        yield "|---|---|---|---|"
        for entry in those:
            rule = entry.rule
            level = rule.level + ("" if rule.exemptable else ", **no exemptions**")
            yield f"| [`{rule.id}`](#{rule.id}) | {rule.severity} | {level} | {rule.title}<br>{rule.title_ja} |"
        yield ""
        for entry in those:
            yield from _rule(entry)


def _rule(entry: Entry) -> Iterator[str]:
    rule = entry.rule
    yield f"#### {rule.id}\n"
    yield f"{rule.title}. {_escaped(entry.why)}\n"
    yield f"- To mend it: {_escaped(rule.remediation)}"
    known = f"{entry.references}; " if entry.references else ""
    yield f"- Reference: {known}<{rule.url}>"
    for choice in entry.choices:
        said = f"({_escaped(choice.type)}), `{choice.default}` unless stated. {_escaped(choice.meaning)}"
        yield f"- Choice `{choice.key}` {said}".rstrip()
    yield ""


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
