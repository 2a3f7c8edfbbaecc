"""`megane:apiSecrets`: secrets of the application, by the name of the variable that carries them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from planning.schema.problems import Problem, at
from planning.variables import SECRETS

_NAME = re.compile("[A-Z_][A-Z0-9_]*")
_LONGEST_BYTES = 4096  # a standard parameter of Parameter Store


def mistakes(secrets: object) -> Iterator[Problem]:
    """What is wrong with the mapping, by name; no text of a secret is ever part of it."""
    if not isinstance(secrets, Mapping):
        yield at(
            "apiSecrets",
            "must be a mapping of names to secrets, each encrypted by itself: "
            "pulumi config set --secret --path 'megane:apiSecrets.NAME'",
        )
        return
    for name, text in secrets.items():
        if _NAME.fullmatch(str(name)) is None:
            yield at(f"apiSecrets.{name}", "must have a name of upper-case letters, digits and _, no digit first")
        elif name in SECRETS:
            yield at(f"apiSecrets.{name}", "is made by this program: remove it")
        if not isinstance(text, str) or not text:
            yield at(f"apiSecrets.{name}", "must be text, not empty")
        elif len(text.encode()) > _LONGEST_BYTES:
            yield at(f"apiSecrets.{name}", f"must be at most {_LONGEST_BYTES} bytes, the size of a standard parameter")
