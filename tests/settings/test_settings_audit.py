"""Who keeps the trail of all calls, and whose calls ring nobody."""

from __future__ import annotations

import pytest

from tests.settings.stack_values import RECOVERY, Values, mistakes, settings_of


@pytest.mark.parametrize(("environment", "trail"), [("dev", False), ("staging", False), ("prod", True), ("dr", False)])
def test_one_stack_of_an_account_has_the_trail(environment: str, trail: bool) -> None:
    changes: Values = {**(RECOVERY if environment == "dr" else {}), "environment": environment, "profile": "ha"}
    assert settings_of(changes).audit.create_trail is trail
    assert settings_of({**changes, "audit.createTrail": not trail}).audit.create_trail is not trail


def test_roles_are_names_and_few() -> None:
    assert settings_of({"audit.deployRoles": ["megane-deploy"]}).audit.deploy_roles == ("megane-deploy",)
    assert mistakes({"audit.deployRoles": ["arn:aws:iam::111122223333:role/x"]}) == [
        "megane:audit.deployRoles[0]: must be the name of an IAM role, without its path; given: "
        '"arn:aws:iam::111122223333:role/x"'
    ]
    assert len(mistakes({"audit.deployRoles": ["a", "b", "c"]})) == 1
