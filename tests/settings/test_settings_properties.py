"""Whatever a stack file holds: settings or readable problems, never another exception, never a secret."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

import settings
from tests.settings.stack_values import Values, settings_of, values

# On a busy machine the first draws and imports are slow; that is no property of the settings.
unhurried = examples(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CANARY = "canary-8c1f"
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("10.0.0.0/24")
JUNK = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)
SECTIONS = [str(field.alias) for field in settings.Settings.model_fields.values()]


def leaves(prefix: str, value: object) -> list[str]:
    """Dotted paths of all keys."""
    if not isinstance(value, dict):
        return [prefix]
    return [path for key, item in value.items() for path in leaves(f"{prefix}.{key}" if prefix else key, item)]


SOUND: Values = json.loads(
    settings_of().model_dump_json(by_alias=True, exclude={"api_secrets", "pager_urls", "emulator"})
)


def told(stack: Values) -> settings.SettingsError | None:
    """What parsing complains of, if anything; no other exception may come."""
    try:
        settings.parse(stack)
    except settings.SettingsError as error:
        return error
    return None


@unhurried
@given(st.dictionaries(st.sampled_from([*SECTIONS, "unknown"]), JUNK, min_size=1, max_size=4))
def test_junk_in_place_of_sections_is_told(junk: dict[str, Any]) -> None:
    error = told({**values(), **junk})
    assert error is None or all(problem.path.startswith(("megane:", "aws:region")) for problem in error.problems)
    assert "unknown" not in junk or (error is not None and "megane:unknown: unknown key" in str(error))


@unhurried
@given(st.sampled_from(leaves("", SOUND)), JUNK)
def test_junk_in_place_of_a_value_is_taken_as_it_is_or_told(path: str, junk: Any) -> None:
    stack = json.loads(json.dumps(SOUND))
    *sections, key = path.split(".")
    at = stack
    for section in sections:
        at = at[section]
    at[key] = junk
    error = told(stack)
    assert error is None or error.problems


@unhurried
@given(JUNK)
def test_what_is_under_api_secrets_is_never_told(junk: Any) -> None:
    secrets = {"MAIL": CANARY, "lower": CANARY, "LIST": [CANARY, junk], "JWT_SECRET": CANARY}
    error = told({**values(), "apiSecrets": secrets})
    assert error is not None
    assert CANARY not in str(error) + repr(error)


def test_settings_survive_being_written_and_read_again() -> None:
    assert settings.parse(SOUND) == settings_of()
