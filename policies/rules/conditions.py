"""Conditions of IAM statements: which of them hold to somebody in particular, and which only seem to.

AWS's own list of what makes a policy not public, which this follows:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .addresses import internet
from .resource import Value

_ACCOUNT: Final = re.compile("[0-9]{12}")
_BY_TEXT: Final = {"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"}
_OPEN: Final = re.compile(r"[*?]|\$\{")  # a wildcard, or a variable that whoever asks may fill


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """One key under one operator, both in small letters; any of `values` will do.

    `optional`: it holds as well for a request that does not have the key (...IfExists, ForAllValues:...), so that it
    alone keeps nobody out.
    """

    operator: str
    key: str
    values: tuple[str, ...]
    optional: bool = False

    @property
    def accounts(self) -> frozenset[str]:
        """The AWS accounts that its values name."""
        return frozenset(account for value in self.values if (account := account_of(value)))


def conditions(given: Value) -> tuple[Condition, ...]:
    """The Condition element of a statement."""
    if not isinstance(given, Mapping):
        return ()
    return tuple(
        _condition(operator.lower(), key.lower(), value)
        for operator, keys in given.items()
        if isinstance(keys, Mapping)
        for key, value in keys.items()
    )


def _condition(operator: str, key: str, value: Value) -> Condition:
    quantifier, _, name = operator.rpartition(":")
    return Condition(
        operator=name.removesuffix("ifexists"),
        key=key,
        values=texts(value),
        optional=name.endswith("ifexists") or quantifier == "forallvalues",
    )


def bounds(of: Iterable[Condition], *, of_service: bool = False) -> tuple[Condition, ...]:
    """The conditions that hold to accounts, organisations or networks in particular: each one alone keeps others out.

    `of_service`: what AWS services send when they call counts too. Whoever else calls chooses such values freely.
    """
    of = tuple(of)
    demanded = {one.key for one in of if one.operator == "null" and one.values == ("false",)}
    return tuple(
        one
        for one in of
        if one.values and (not one.optional or one.key in demanded) and _narrow(one, of_service=of_service)
    )


def account_of(name: str) -> str | None:
    """The account that an ARN or a bare account id names; None for what names none, or any."""
    parts = name.split(":")
    account = parts[4] if len(parts) > 5 and parts[0] == "arn" else name
    return account if _ACCOUNT.fullmatch(account) else None


def texts(value: Value) -> tuple[str, ...]:
    """One text or a list of them, as IAM takes either everywhere; true is "true" there."""
    several: Iterable[Value] = value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
    return tuple(
        str(one).lower() if isinstance(one, bool) else str(one)
        for one in several
        if isinstance(one, (str, bool, int, float))
    )


def _narrow(one: Condition, *, of_service: bool) -> bool:
    """Whether each of its values is somebody in particular, and networks are no piece of the internet together."""
    if one.key == "aws:sourceip":
        return one.operator == "ipaddress" and not internet(one.values)
    narrow = _own_arn if of_service and one.key.startswith("kms:encryptioncontext:") else _KEYS.get(one.key)
    return narrow is not None and one.operator in _BY_TEXT and all(map(narrow, one.values))


def _own_account(value: str) -> bool:
    return _ACCOUNT.fullmatch(value) is not None


def _own_arn(value: str) -> bool:
    """An ARN of one account, or of a bucket: those have no account and are one of a kind in the world."""
    parts = value.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn":
        return False
    return _own_account(parts[4]) or (parts[2:5] == ["s3", "", ""] and _fixed(parts[5].split("/")[0]))


def _fixed(value: str) -> bool:
    return value != "" and not _OPEN.search(value)


def _own_user(value: str) -> bool:
    """aws:userid is <unique id>:<name of the session>, of which only the first is AWS's word."""
    return _fixed(value.split(":")[0])


# What a value of a key must be to be somebody in particular. VpcSourceIp is missing on purpose: everybody has a
# 10.0.0.0/8. So are keys that callers choose, such as ExternalId.
_KEYS: Final[Mapping[str, Callable[[str], bool]]] = {
    "aws:principalaccount": _own_account,
    "aws:principalarn": _own_arn,
    "aws:principalorgid": _fixed,
    "aws:sourceaccount": _own_account,
    "aws:sourcearn": _own_arn,
    "aws:sourceorgid": _fixed,
    "aws:sourceowner": _own_account,
    "aws:sourcevpc": _fixed,
    "aws:sourcevpce": _fixed,
    "aws:userid": _own_user,
    "kms:calleraccount": _own_account,
    "s3:dataaccesspointaccount": _own_account,
    "s3:dataaccesspointarn": _own_arn,
}
