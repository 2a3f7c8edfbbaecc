"""What containers are told about TLS: none is told to do without, or to trust whoever answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .containers import Container, each_container
from .model import Outcome, References, Violation, rule
from .resource import Resource, Stack, place
from .types import TASK_DEFINITION

_ABOUT_TLS = re.compile(r"(?i)(^|_)(ssl|tls|https|pgsslmode|sslmode)(_|$)")
_AGAINST = re.compile(r"(?i)(^|_)(no|skip|disable|insecure|without)(_|$)")  # GIT_SSL_NO_VERIFY, TLS_SKIP_VERIFY
_OFF = frozenset({"0", "false", "off", "no", "none", "disable", "disabled", "allow", "prefer"})
_ON = frozenset({"1", "true", "on", "yes", "enabled"})
_VERIFIED = ("verify-ca", "verify-full")  # what of libpq's modes looks at the server's certificate


@rule(
    id="ecs-tls-on",
    title="No container is told to do without TLS",
    title_ja="コンテナの TLS と証明書検証を無効にしない",
    severity="high",
    kind="resource",
    types=(TASK_DEFINITION,),
    remediation=(
        "Take the variable out or turn it round; give PostgreSQL's clients PGSSLMODE=verify-full with the certificates "
        "of RDS as PGSSLROOTCERT."
    ),
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html",
    references=References(),
)
def ecs_tls_on(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """By the names and values of environment variables. RDS and Redis refuse plain connections anyhow, but only the
    client can tell whether it speaks to them."""
    return each_container(resource, stack, _told)


def _told(container: Container) -> Iterator[Outcome]:
    named: dict[object, object] = {}
    for at in container.each("environment"):
        name, value = container.text(*at, "name"), container.text(*at, "value")
        named[name] = value
        if not isinstance(name, str) or not isinstance(value, str) or not _switched_off(name, value.lower()):
            continue
        yield Violation(f"{container.at}.{place(at)} turns TLS or its checks off")
    if "PGHOST" in named and named.get("PGSSLMODE") not in _VERIFIED:
        yield Violation(f"{container.at} reaches PostgreSQL without checking who answers: its PGSSLMODE")


def _switched_off(name: str, value: str) -> bool:
    if name.upper() == "NODE_TLS_REJECT_UNAUTHORIZED":
        return value in _OFF
    if not _ABOUT_TLS.search(name) or name == "PGSSLMODE":  # which is looked at with PGHOST
        return False
    return value in (_ON if _AGAINST.search(name) else _OFF)
