"""Examples of the rules on what the pack is told, and on exemptions."""

from __future__ import annotations

import json

from policies.examples import Case, Example, Given, made, told
from policies.rules.pack import Exemption, Pack
from policies.rules.resource import UNKNOWN, Resource
from policies.rules.types import AWS_PROVIDER, DB_INSTANCE, LOG_GROUP, REPLICATION_GROUP

_CLUSTER = "aws:ecs/cluster:Cluster"


def _tagged(case: Case, name: str, tags: Given, *findings: tuple[str, str], pack: Pack | None = None) -> Example:
    return _compared(case, name, made(_CLUSTER, "cluster", tags=tags), *findings, pack=pack)


def _compared(case: Case, name: str, it: Resource, *findings: tuple[str, str], pack: Pack | None = None) -> Example:
    return Example("pack-config", case, name, (it,), findings, pack or told())


def _exempt(case: Case, name: str, exemption: Exemption | None, *findings: tuple[str, str]) -> Example:
    resources = (
        made(LOG_GROUP, "plain"),
        made(LOG_GROUP, "logs", kmsKeyId="arn:key"),
        made(DB_INSTANCE, "db", publiclyAccessible=True),
        made(REPLICATION_GROUP, "later", atRestEncryptionEnabled=UNKNOWN),
    )
    pack = told(exemptions=(exemption,) if exemption else ())
    return Example("exemptions-valid", case, name, resources, findings, pack)


def _exemption(rule: str, resource: str, expires: str = "2999-12-31") -> Exemption:
    return Exemption.model_validate(
        {"rule": rule, "resource": resource, "reason": "until it moves", "owner": "platform", "expires": expires}
    )


def _not(resource: str, rule: str, what: str) -> tuple[str, str]:
    return "violation", f"stack: the exemption of {resource} from {rule} {what}"


EXAMPLES = (
    _tagged("pass", "the tags say the same", {"Environment": "prod", "Profile": "ha"}),
    _tagged("pass", "no profile on it", {"Environment": "dev"}, pack=told(environment="dev", profile="minimal")),
    _tagged(
        "fail",
        "another stack's config",
        {"Environment": "prod", "Profile": "ha"},
        ("violation", "cluster: its tag Environment says otherwise than the policy config, which is of dev"),
        ("violation", "cluster: its tag Profile says otherwise than the policy config, which is of minimal"),
        pack=told(environment="dev", profile="minimal"),
    ),
    _compared(
        "fail",
        "another stack's config, by the tags that the provider gives",
        made(AWS_PROVIDER, "aws", defaultTags=json.dumps({"tags": {"Environment": "prod"}})),
        ("violation", "aws: its tag Environment says otherwise than the policy config, which is of dev"),
        pack=told(environment="dev"),
    ),
    _compared(
        "fail",
        "another stack's config, by the tags that AWS has",
        made(_CLUSTER, "cluster", tagsAll={"Environment": "prod", "Profile": "ha"}),
        ("violation", "cluster: its tag Environment says otherwise than the policy config, which is of dev"),
        pack=told(environment="dev"),
    ),
    _compared(
        "pass",
        "the provider says the same",
        made(AWS_PROVIDER, "aws", defaultTags={"tags": {"Environment": "prod", "Profile": "ha"}}),
    ),
    _compared(
        "unknown",
        "the tags that the provider gives",
        made(AWS_PROVIDER, "aws", defaultTags=UNKNOWN),
        ("deferred", "aws: its tag Environment is known only at the update"),
        ("deferred", "aws: its tag Profile is known only at the update"),
    ),
    _compared("not applicable", "a provider that gives no tags", made(AWS_PROVIDER, "aws")),
    _tagged(
        "absent",
        "no config",
        {"Environment": "dev"},
        ("advice", "stack: no policy config was given: judged as environment prod and profile ha"),
        pack=Pack(),
    ),
    _tagged(
        "unknown",
        "a tag that is an output",
        {"Environment": UNKNOWN},
        ("deferred", "cluster: its tag Environment is known only at the update"),
    ),
    _tagged("not applicable", "no tags", None),
    _exempt("pass", "a resource that breaks its rule", _exemption("logs-kms", "plain")),
    _exempt("fail", "expired", _exemption("logs-kms", "plain", "2000-01-01"),
            _not("plain", "logs-kms", "expired on 2000-01-01")),
    _exempt("fail", "not needed", _exemption("logs-kms", "logs"),
            _not("logs", "logs-kms", "is not used: the rule has nothing against it")),
    _exempt("absent", "no such resource", _exemption("logs-kms", "db"),
            _not("db", "logs-kms", "is not used: there is no such resource of the rule's types")),
    _exempt("fail", "no such rule", _exemption("log-kms", "plain"),
            _not("plain", "log-kms", "names a rule that does not exist; did you mean logs-kms?")),
    _exempt("fail", "a rule that production is never exempt from", _exemption("rds-not-public", "db"),
            _not("db", "rds-not-public", "does not count: nothing is exempt from that rule in prod")),
    _exempt("unknown", "a rule that only the update can tell", _exemption("redis-at-rest", "later")),
    _exempt("not applicable", "no exemption", None),
)  # fmt: skip
