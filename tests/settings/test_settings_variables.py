"""Names of the variables that a service may set: no secrets, and none that the program sets itself."""

from __future__ import annotations

import pytest

from planning.schema.services import Service
from planning.variables import CHOICES, FIXED, SECRETS
from tests.settings.stack_values import mistakes


@pytest.mark.parametrize("name", sorted(FIXED | SECRETS))
def test_what_the_program_says_is_not_said_otherwise(name: str) -> None:
    for service in ("backend", "frontend"):  # one that uses it, and one that need not
        said = f"megane:services.{service}.environment.{name}: is set by this program: remove it"
        assert mistakes({f"services.{service}.environment": {name: "1"}}) == [said]
    assert mistakes({"apiSecrets": {name: "1"}}) != []


@pytest.mark.parametrize("name", sorted(CHOICES))
def test_what_is_the_user_s_choice_may_be_said_otherwise(name: str) -> None:
    assert mistakes({"services.backend.environment": {name: "1"}}) == []
    assert name in str(Service.__doc__)


@pytest.mark.parametrize("name", ["API_SECRET", "DB_PASSWORD", "STRIPE_KEY", "githubToken", "AWS_SECRET_ACCESS_KEY"])
def test_a_variable_named_like_a_secret_is_refused(name: str) -> None:
    (said,) = mistakes({"services.backend.environment": {name: "canary"}})
    assert said.startswith(f"megane:services.backend.environment.{name}: looks like a secret; ")


@pytest.mark.parametrize("name", ["LOG_LEVEL", "PUBLIC_KEY", "TOKEN_MINUTES", "KEYBOARD", "MONKEY"])
def test_a_variable_with_an_innocent_name_is_fine(name: str) -> None:
    assert mistakes({"services.backend.environment": {name: "x"}}) == []
