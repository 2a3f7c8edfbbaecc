"""Settings of what a month may cost, and of what is hidden in logs."""

from __future__ import annotations

import pytest

from tests.settings.stack_values import RECOVERY, Values, mistakes, settings_of


@pytest.mark.parametrize(("profile", "usd"), [("minimal", 287), ("ha", 372)])
def test_the_months_limit_is_the_documents_total(profile: str, usd: int) -> None:
    assert settings_of({"profile": profile}).budget.model_dump() == {
        "monthly_usd": usd,
        "scope": "account",
        "emails": (),
    }


def test_the_recovery_stack_has_no_budget_unless_it_is_given_a_scope() -> None:
    assert settings_of(RECOVERY).budget.scope == "none"
    assert settings_of(RECOVERY | {"budget.scope": "environment"}).budget.scope == "environment"


def test_a_budget_is_what_its_section_says() -> None:
    changes = {"budget": {"monthlyUsd": 556.5, "scope": "environment", "emails": ["money@megane-shop.jp"]}}

    assert settings_of(changes).budget.model_dump() == {
        "monthly_usd": 556.5,
        "scope": "environment",
        "emails": ("money@megane-shop.jp",),
    }


@pytest.mark.parametrize(("environment", "masked"), [("dev", False), ("staging", False), ("prod", True), ("dr", True)])
def test_personal_data_is_hidden_where_there_are_customers(environment: str, masked: bool) -> None:
    changes: Values = (RECOVERY if environment == "dr" else {}) | {"environment": environment}
    if environment in ("prod", "dr"):
        changes |= {"profile": "ha"}

    assert settings_of(changes).logs.mask_personal_data is masked
    assert settings_of(changes | {"logs.maskPersonalData": not masked}).logs.mask_personal_data is not masked


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"budget.monthlyUsd": 0}, "megane:budget.monthlyUsd: must be 1 to 1000000; given: 0"),
        ({"budget.scope": "tags"}, 'megane:budget.scope: must be account, environment or none; given: "tags"'),
        ({"budget.emails": ["money"]}, 'megane:budget.emails[0]: must be an e-mail address; given: "money"'),
        (
            {"budget.emails": [f"m{n}@megane-shop.jp" for n in range(11)]},
            "megane:budget.emails: must not have more than 10, has 11; given: a list",
        ),
        (
            {"budget.emails": ["a@megane-shop.jp"] * 2},
            "megane:budget.emails: must not name anything twice: a@megane-shop.jp; given: a list",
        ),
        (
            {"logs.maskPersonalData": "yes"},
            'megane:logs.maskPersonalData: must be true or false; given: "yes"',
        ),
    ],
)
def test_broken(changes: Values, said: str) -> None:
    assert mistakes(changes) == [said]
