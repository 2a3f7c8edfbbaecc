"""What containers are told about TLS: none is told to do without, or to trust whoever answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from .containers import Container, each_container
from .model import Outcome, References, Violation, rule
from .pack import RuleConfig, Text
from .resource import Resource, Stack, place
from .types import TASK_DEFINITION

# Variables by name; None for what a secret says, which nobody sees here.
_Told: TypeAlias = Mapping[str, str | None]

_TLS: Final = frozenset({"pythonhttpsverify", "ssl", "sslmode", "starttls", "tls"})
# What stands behind it where it is about using TLS and its checks. Others are about versions (SSL_V3), compression, …
_USE: Final = re.compile(
    "allow|ca|cert(ificate)?s?|checks?|(dis|en)abled?|host(name)?|insecure|invalid|mode|no|peer|reject|reqs|required?|skip|"
    "unauthorized|use|validat(e|ion)|verif(y|ication|icationmode)"
)
_PLAINLY: Final = re.compile("enabled?|mode|required?|use")
_AGAINST: Final = frozenset({"disable", "disabled", "insecure", "invalid", "no", "skip", "without"})
# Who listens or redirects behind a load balancer has no TLS of his own: there it ends.
_LISTENING: Final = frozenset({"force", "inbound", "ingress", "listen", "listener", "redirect", "server"})
_OFF: Final = frozenset(
    {"0", "false", "off", "no", "none", "disable", "disabled", "allow", "prefer", "preferred", "cert_none"}
)
_ON: Final = frozenset({"1", "true", "on", "yes", "enabled"})
_WORD: Final = re.compile("[a-z0-9]+")
_HUMP: Final = re.compile("(?<=[a-z])(?=[A-Z])")
_SAID_IN_IT: Final = re.compile(r"([A-Za-z][\w.-]*)=([^\s&;]+)")  # ?sslmode=… of a URL, host=… sslmode=… of a DSN
_HOSTS: Final = ("host", "hostaddr", "server")
_HERE: Final = re.compile(r"(?i)localhost|127\.[0-9.]+|\[?::1\]?|[/@].*|%2f.*|")  # a sidecar or a socket; absent is one
# libpq: which modes may do without TLS, and which look at the server's certificate.
# https://www.postgresql.org/docs/current/libpq-ssl.html
_WEAK, _VERIFIED = ("disable", "allow", "prefer"), ("verify-ca", "verify-full")


class PlainConnections(RuleConfig):
    """`allowed`: environment variables by which a container may do without TLS, such as its own listener's."""

    allowed: tuple[Text, ...] = ()


@rule(
    id="ecs-tls-on",
    title="No container is told to do without TLS",
    title_ja="コンテナの TLS と証明書検証を無効にしない",
    severity="high",
    kind="resource",
    types=(TASK_DEFINITION,),
    remediation=(
        "Take the variable out or turn it round, and write rediss:// for redis://; give PostgreSQL's clients "
        "PGSSLMODE=verify-full with the certificates of RDS as PGSSLROOTCERT. What is about no connection to another "
        "host goes to allowed of this rule in policies/config/<stack>.json."
    ),
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html",
    references=References(),
    config=PlainConnections,
)
def ecs_tls_on(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """By the names and values of environment variables, and by the URLs in them. RDS and Redis refuse plain connections
    anyhow, but only the client can tell whether it speaks to them. What stays in the task needs no TLS."""
    allowed = stack.pack.of(PlainConnections).allowed

    def judge(container: Container) -> Iterator[Outcome]:
        told = _variables(container)
        for at in container.each("environment"):
            name = container.text(*at, "name")
            if not isinstance(name, str) or name in allowed or name == "PGSSLMODE":
                continue
            if _without_tls(name, told.get(name) or "", told):
                yield Violation(f"{container.at}.{place(at)} turns TLS or its checks off")
        if "PGSSLMODE" not in allowed and _postgres_unchecked(told):
            yield Violation(f"{container.at} reaches PostgreSQL without checking who answers: its PGSSLMODE")

    return each_container(resource, stack, judge)


def _variables(container: Container) -> _Told:
    """Of two variables of one name the last one counts."""
    told: dict[str, str | None] = {}
    for at in container.each("secrets"):
        told[str(container.text(*at, "name"))] = None
    for at in container.each("environment"):
        value = container.text(*at, "value")
        told[str(container.text(*at, "name"))] = value if isinstance(value, str) else ""
    return told


def _postgres_unchecked(told: _Told) -> bool:
    """Whether libpq may speak to whoever answers. Without a host here, the URL that names one may also say a mode."""
    hosts = [told[name] for name in ("PGHOST", "PGHOSTADDR") if name in told]
    mode = told.get("PGSSLMODE", "")
    if mode is None or (hosts and all(map(_is_here, hosts))):
        return False
    return mode in _WEAK or (bool(hosts) and mode not in _VERIFIED)


def _without_tls(name: str, value: str, told: _Told) -> bool:
    words = _words(name)
    if _switched_off(words, value):
        return not _another_says_so(words, told) and not _is_beside_local_host(words, told)
    said = _SAID_IN_IT.findall(value)
    host = next((of for key, of in said if key.lower() in _HOSTS), _host_of(value))
    if host is None or _is_here(host) or value.lower().startswith(("http:", "https:")):
        return False
    return value.lower().startswith("redis://") or any(_switched_off(_words(key), of) for key, of in said)


def _switched_off(words: Sequence[str], value: str) -> bool:
    before, behind = _around_tls(words)
    if len(before) == len(words) or not _LISTENING.isdisjoint(words) or not all(map(_USE.fullmatch, behind)):
        return False
    return value.lower() in (_OFF if _AGAINST.isdisjoint(words) else _ON)


def _another_says_so(words: Sequence[str], told: _Told) -> bool:
    """Whether it is one of two ways of which a client takes one, and the other is on: EMAIL_USE_SSL, EMAIL_USE_TLS."""
    on = (_words(name) for name, value in told.items() if (value or "").lower() in _ON)
    others = (other for other in on if _is_plain(other) and _whose(other) == _whose(words))
    return _is_plain(words) and any(_TLS.isdisjoint(set(other) & set(words)) for other in others)


def _is_plain(words: Sequence[str]) -> bool:
    """Whether it says to use TLS or not, and nothing of checks."""
    before, behind = _around_tls(words)
    return len(before) < len(words) and _AGAINST.isdisjoint(words) and all(map(_PLAINLY.fullmatch, behind))


def _is_beside_local_host(words: Sequence[str], told: _Told) -> bool:
    """Whether DB_SSL, DB_USE_SSL, … stand beside a DB_HOST that is in the task."""
    host = "_".join([*_whose(words), "host"]).upper()
    return host in told and _is_here(told[host])


def _whose(words: Sequence[str]) -> Sequence[str]:
    """Whose TLS it is about: the DB of DB_USE_SSL."""
    return [word for word in _around_tls(words)[0] if not _USE.fullmatch(word)]


def _around_tls(words: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """The words before and behind the one that says TLS; all of them before, where none does."""
    at = next((index for index, word in enumerate(words) if word in _TLS), len(words))
    return words[:at], words[at + 1 :]


def _words(name: str) -> Sequence[str]:
    return _WORD.findall(_HUMP.sub("_", name).lower())


def _host_of(value: str) -> str | None:
    """The host of a URL; None for what is none, or names no host: that is a socket."""
    try:
        return urlsplit(value.removeprefix("jdbc:")).hostname
    except ValueError:
        return None


def _is_here(host: str | None) -> bool:
    """Whether all of the hosts are in the task itself."""
    return host is not None and all(_HERE.fullmatch(one.strip()) for one in host.split(","))
