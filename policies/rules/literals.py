"""Secrets that stand where anybody can read them: in a name, a tag, a policy, a variable, a description."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from planning.secrecy import generated, secret_name, secret_text

from .model import NOT_APPLICABLE, Outcome, References, Violation, rule
from .resource import Resource, Stack, Value
from .types import (
    ANY,
    CERTIFICATE,
    DB_CLUSTER,
    DB_INSTANCE,
    IAM_ACCESS_KEY,
    PARAMETER,
    RANDOM_PASSWORD,
    REPLICATION_GROUP,
    SECRET_VERSION,
    TASK_DEFINITION,
)

# Properties that are made for secrets: the provider keeps them out of sight. Whether what stands there is a secret on
# the wire is a test's business, and where it comes from that of rds-managed-password and redis-auth.
_MADE_FOR_SECRETS: Final[Mapping[str, tuple[str, ...]]] = {
    CERTIFICATE: ("privateKey",),
    DB_CLUSTER: ("masterPassword", "masterPasswordWo"),
    DB_INSTANCE: ("password", "passwordWo"),
    REPLICATION_GROUP: ("authToken", "authTokenWo"),
    SECRET_VERSION: ("secretBinary", "secretString", "secretStringWo"),
    PARAMETER: ("value", "valueWo"),
    TASK_DEFINITION: ("containerDefinitions",),  # ecs-no-plaintext-secrets looks there, container by container
}
_OF_THINGS = re.compile("(?i)(?:encoded|hash|object|partition|range|s3|sort)?_?keys?")  # no keys to anything
_PLACE = re.compile(r"/|arn:|alias/|\S*\s")
# What is made from these holds a secret by intent, such as the header by which an origin knows its CDN.
_SOURCES: Final = (IAM_ACCESS_KEY, RANDOM_PASSWORD)


@rule(
    id="x-no-literal-secrets",
    title="No secret stands in plain text",
    title_ja="機密情報を平文で書かない",
    severity="critical",
    kind="stack",
    types=(ANY,),
    remediation=(
        "Take the secret out and change it, as it has been read; keep it as a SecureString or in Secrets Manager, and "
        "hand it over by its ARN."
    ),
    url="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_identities_secrets.html",
    references=References(security_hub=("ECS.8",)),
)
def x_no_literal_secrets(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Looks at every text of every resource. Whether a value is secret on the wire no policy can see, so what was made
    from a generated password is left out by dependency. What is not known yet nobody has written down."""
    if not resource.type.startswith(("aws:", "awsx:", "pulumi:providers:")):
        yield NOT_APPLICABLE
        return
    hidden = _MADE_FOR_SECRETS.get(resource.type, ())
    if resource.type == PARAMETER and resource.text("type") == "String":
        hidden = ()
        if stack.behind(resource, "value", *_SOURCES):
            yield Violation("its value is a generated secret, which a parameter of type String shows")
    looked = stack.index(_looked)
    told = {key: value for key, value in resource.props.items() if key not in hidden}
    for key, value in told.items():
        given_away = _gives_away(key, value, looked) or (key == "value" and _pair(told))
        if given_away and not stack.behind(resource, key, *_SOURCES):
            yield Violation(f"its {key} gives a secret away")


def _looked(stack: Stack) -> dict[str, bool]:
    """What has been looked at: most texts stand in many places."""
    return {}


def _gives_away(name: str, value: Value, looked: dict[str, bool]) -> bool:
    """Whether a secret stands in it; `name` is what it is called there."""
    if isinstance(value, str):
        if value not in looked:
            looked[value] = not value.startswith("arn:") and secret_text(value)
        return looked[value] or _called(name, value)
    if value is None or isinstance(value, (bool, int, float)):
        return False
    if isinstance(value, Mapping):
        return _pair(value) or any(_gives_away(key, item, looked) for key, item in value.items())
    if isinstance(value, Sequence):
        return any(_gives_away(name, item, looked) for item in value)
    return False


def _pair(value: Mapping[str, Value]) -> bool:
    """A variable, header or parameter: its name and its value stand beside each other."""
    name, said = value.get("name", value.get("key")), value.get("value")
    return isinstance(name, str) and isinstance(said, str) and _called(name, said)


def _called(name: str, value: str) -> bool:
    """Whether it is called a secret and looks made by a machine. A name, a path or an ARN only says where one is."""
    return _promises(name) and generated(value) and not _PLACE.match(value)


@lru_cache(maxsize=1024)
def _promises(name: str) -> bool:
    return secret_name(name) and not _OF_THINGS.fullmatch(name)
