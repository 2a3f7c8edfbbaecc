"""Passwords that RDS and ElastiCache would not take. No message says anything of the password itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..model import Deferred, Outcome, Violation
from ..resource import ABSENT, UNKNOWN, Resource, Stack
from ..types import DB_INSTANCE, RANDOM_PASSWORD, REPLICATION_GROUP
from .table import limit

# What a RandomPassword draws from unless it is told.
# https://registry.terraform.io/providers/hashicorp/random/latest/docs/resources/password#override_special
_DEFAULT_SYMBOLS = "!@#$%&*()-_=+[]{}<>:?"
_SYMBOLS = {chr(code) for code in range(0x20, 0x7F) if not chr(code).isalnum()}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Form:
    least: int
    most: int
    symbols: frozenset[str]
    text: str

    def takes(self, password: str) -> bool:
        known = all(sign in self.symbols or (sign.isascii() and sign.isalnum()) for sign in password)
        return known and self.least <= len(password) <= self.most


_MASTER = _Form(
    least=8,
    most=128,
    symbols=frozenset(_SYMBOLS - {*'/"@ '}),
    text='8 to 128 printable ASCII characters without / " @ and spaces',
)
_TOKEN = _Form(
    least=16,
    most=128,
    symbols=frozenset("!&#$^<>-"),
    text="16 to 128 letters, digits and characters of !&#$^<>-",
)


@limit(DB_INSTANCE)
def master_password(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """RDS: any printable ASCII character except /, the double quote, @ and spaces; PostgreSQL "must contain
    from 8 to 128 characters". https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
    """
    return _password(resource, "password", _MASTER, stack)


@limit(REPLICATION_GROUP)
def cache_token(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """ElastiCache: "The only permitted printable special characters are !, &, #, $, ^, <, >, and -", 16 to 128 in all.
    https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
    """
    return _password(resource, "authToken", _TOKEN, stack)


def _password(resource: Resource, key: str, form: _Form, stack: Stack) -> Iterator[Outcome]:
    password = resource.text(key)
    if isinstance(password, str) and not form.takes(password):
        yield Violation(f"its {key} must be {form.text}")
    generators = stack.behind(resource, key, RANDOM_PASSWORD)
    if len(generators) == 1:  # of several it is a mixture
        yield from _generator(generators[0], key, form)


def _generator(generator: Resource, key: str, form: _Form) -> Iterator[Outcome]:
    length, symbols = generator.number("length"), generator.text("overrideSpecial")
    if length is UNKNOWN or symbols is UNKNOWN:
        yield Deferred(f"whether its {key} is one that AWS takes is known only at the update")
        return
    drawn = (
        set() if generator.flag("special") is False else set(symbols if isinstance(symbols, str) else _DEFAULT_SYMBOLS)
    )
    if length is ABSENT or not form.least <= length <= form.most or not drawn <= form.symbols:
        yield Violation(f"its {key} must be {form.text}: {generator.name} draws others")
