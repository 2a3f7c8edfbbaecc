"""From the decoded keys of a stack file to a model, section by section: one mistake never hides another."""

from __future__ import annotations

import json
from typing import TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from planning.schema.defaults import Values
from planning.schema.problems import Problem, of_pydantic

Model = TypeVar("Model", bound=BaseModel)

# Sections whose defaults come from the profile and whose rules would misjudge them under another one.
_BY_PROFILE = {"database", "cache", "services", "dr"}


def validated(model: type[Model], raw: Values) -> tuple[Model | None, dict[str, object], list[Problem]]:
    """The model, or the sections of it that are sound; and what is not.

    Validated as JSON: strict pydantic then takes a list for a tuple, which is what a list in YAML is, and nothing else.
    """
    try:
        whole = model.model_validate_json(json.dumps(raw, default=str))
    except ValidationError as error:
        found = error.errors(include_url=False)
    else:
        return whole, {name: getattr(whole, name) for name in model.model_fields}, []
    spoilt = {details["loc"][0] for details in found}
    if "services" in spoilt and isinstance(raw["services"], dict):  # one service's mistake does not hide another's
        bad = {details["loc"][1] for details in found if details["loc"][0] == "services"}
        raw = raw | {"services": {name: service for name, service in raw["services"].items() if name not in bad}}
        spoilt.discard("services")
    if "profile" in spoilt:
        spoilt |= _BY_PROFILE
    sections: dict[str, object] = {}
    for name, field in model.model_fields.items():
        if field.alias in raw and field.alias not in spoilt:
            kind: TypeAdapter[object] = TypeAdapter(field.annotation or object)
            sections[name] = kind.validate_json(json.dumps(raw[field.alias], default=str))
        elif field.alias not in spoilt:
            sections[name] = field.get_default()
    return None, sections, [of_pydantic(details, model) for details in found]
