"""A mistake in a stack file, told to the person who made it."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from planning.secrecy import secret_name, secret_text

NAMESPACE = "megane"
_LONGEST_SHOWN = 80
_OPEN = {"separateKeys", "masterSecret"}  # only sound like secrets
_PRIVATE = {
    "apiSecrets",
    "pagerUrls",
    "signingPublicKeys",
}  # never repeated; who pastes the wrong half of a key pair is warned only

_MESSAGES = {
    "missing": "is required",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing_size": "must be a whole number of a sensible size",
    "float_type": "must be a number",
    "finite_number": "must be a number",
    "string_type": "must be text (put it in quotes)",
    "bool_type": "must be true or false",
    "model_type": "must be a mapping",
    "dict_type": "must be a mapping",
    "tuple_type": "must be a list",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Where (`megane:database.instanceClass`), what is wrong and allowed, and what was given, unless that is secret."""

    path: str
    message: str
    given: str | None = None

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" + ("" if self.given is None else f"; given: {self.given}")


def at(path: str, message: str, *given: object) -> Problem:
    """A problem of a setting by its path under `megane:`, with at most one given value."""
    full = "aws:region" if path == "region" else f"{NAMESPACE}:{path}"
    shown = next((_shown(path, value) for value in given), None)
    return Problem(full, message, shown)


def nearest(word: str, known: Iterable[str]) -> str:
    """What to say of an unknown key: the nearest known one, or all that there are."""
    names = {name.lower(): name for name in known}
    close = difflib.get_close_matches(word.lower().replace("_", ""), names, n=1)
    if close:
        return f"unknown key; did you mean {names[close[0]]}?"
    return f"unknown key; known keys are {', '.join(names.values())}"


def of_pydantic(error: ErrorDetails, root: type[BaseModel]) -> Problem:
    """pydantic's finding in our words."""
    path = _path(error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":  # its value is not shown: whether it is a secret cannot be known
        return at(path, nearest(str(error["loc"][-1]), _known_keys(root, error["loc"][:-1])))
    if kind == "missing":
        return at(path, _MESSAGES[kind])
    if kind == "value_error":
        return at(path, str(context["error"]), error["input"])
    if kind == "literal_error":
        return at(path, "must be " + str(context["expected"]).replace("'", ""), error["input"])
    return at(path, _MESSAGES.get(kind, error["msg"]), error["input"])


def _path(loc: Sequence[str | int]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).removeprefix(".")


def _shown(path: str, value: object) -> str | None:
    """The value as a stack file would write it; None where it might be a secret."""
    parts = path.replace("[", ".").split(".")
    if not _PRIVATE.isdisjoint(parts) or "environment" in parts[1:] or any(map(secret_name, set(parts) - _OPEN)):
        return None
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    text = json.dumps(value, ensure_ascii=False, default=str)
    if secret_text(text):
        return None
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


def _known_keys(root: type[BaseModel], loc: Sequence[str | int]) -> list[str]:
    """The keys of the section at `loc`, found by walking the models."""
    annotation: Any = root  # a type, a union or a generic alias: typing has no name for their sum
    for part in loc:
        model = _model(annotation)
        if model is None:  # a mapping by name: the part is a name of the user's
            annotation = get_args(annotation)[-1]
        else:
            annotation = next(f.annotation for f in model.model_fields.values() if f.alias == part)
    model = _model(annotation)
    keys = [] if model is None else [str(field.alias) for field in model.model_fields.values()]
    return [key for key in keys if loc or key != "region"]  # the region has its own namespace


def _model(annotation: Any) -> type[BaseModel] | None:
    """The model in `Model` or `Model | None`; None for a mapping."""
    if get_origin(annotation) is not None and issubclass(get_origin(annotation), Mapping):
        return None
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None
