"""Examples of the rule on types that no rule judges."""

from __future__ import annotations

from policies.examples import IN_FULL, Case, Example, made, told
from policies.rules.design import DesignConfig
from policies.rules.pack import Pack
from policies.rules.types import DB_CLUSTER, DB_INSTANCE, LOG_GROUP

_URL = "aws:lambda/functionUrl:FunctionUrl"
_LATER = made(LOG_GROUP, "logs")


def _of(case: Case, name: str, type_: str, *wrong: str, pack: Pack = IN_FULL) -> Example:
    resources = (_LATER, made(type_, "it", name=_LATER))
    return Example("x-judged-types", case, name, resources, tuple(("violation", f"it: {text}") for text in wrong), pack)


_UNJUDGED = "is of a type whose encryption, address and backups no rule judges"

EXAMPLES = (
    _of("pass", "a type that people have looked at", _URL, pack=told(DesignConfig(allowed=(_URL,)))),
    _of("fail", "a cluster of Aurora", DB_CLUSTER, _UNJUDGED),
    _of("fail", "a function that is reached from the internet", _URL, _UNJUDGED),
    _of("absent", "nothing is said of it", "aws:rds/proxy:Proxy", _UNJUDGED),
    _of("unknown", "whatever it will be", "aws:elasticache/cluster:Cluster", _UNJUDGED),
    Example("x-judged-types", "not applicable", "what the design has", (made(DB_INSTANCE, "db"),)),
)
