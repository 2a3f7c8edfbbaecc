"""How a rule of the firewall looks once recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.components import build
from tests.components.look import inputs, part
from tests.conftest import Record

Json = Mapping[str, Any]

RESOLVED = ("URL_DECODE", "NORMALIZE_PATH", "LOWERCASE")
DECODED = ("URL_DECODE", "LOWERCASE")
TYPED = ("NONE",)


def rules(record: Record, **changes: Any) -> dict[str, Any]:
    """The rules by name, in their order; the rules of the ordinary firewall of the tests unless changed."""
    graph = record(lambda: build.waf(**changes), view="up")
    return {rule["name"]: rule for rule in part(inputs(graph, "wafv2.WebAcl waf")["rules"])}


def path(prefix: str, read: tuple[str, ...]) -> Json:
    return {
        "byteMatchStatement": {
            "searchString": prefix,
            "positionalConstraint": "STARTS_WITH",
            "fieldToMatch": {"uriPath": {}},
            "textTransformations": [
                {"priority": order, "type": transformation} for order, transformation in enumerate(read)
            ],
        }
    }


def header(name: str, arn: str) -> Json:
    return {
        "regexPatternSetReferenceStatement": {
            "arn": arn,
            "fieldToMatch": {"singleHeader": {"name": name}},
            "textTransformations": [{"priority": 0, "type": "NONE"}],
        }
    }


def address(arn: str) -> Json:
    return {"ipSetReferenceStatement": {"arn": arn}}


def forwarded(arn: str) -> Json:
    config = {"headerName": "True-Client-IP", "position": "FIRST", "fallbackBehavior": "NO_MATCH"}
    return {"ipSetReferenceStatement": {"arn": arn, "ipSetForwardedIpConfig": config}}


def negated(statement: Json) -> Json:
    return {"notStatement": {"statement": statement}}


def every(*statements: Json) -> Json:
    return {"andStatement": {"statements": list(statements)}}


def some(*statements: Json) -> Json:
    return {"orStatement": {"statements": list(statements)}}


def arn_of(kind: str, name: str, scope: str = "ap-northeast-1") -> str:
    """As far as a test can say it: the recorder's ARNs end in what it makes up."""
    return f"arn:aws:wafv2:{scope}:111122223333:{kind}/{name}"


def named(value: Any) -> Any:
    """The recorded value with ARNs cut to what `arn_of` says of them."""
    if isinstance(value, Mapping):
        return {key: named(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [named(inner) for inner in value]
    return value.rsplit("-", 1)[0] if isinstance(value, str) and value.startswith("arn:aws:wafv2:") else value
