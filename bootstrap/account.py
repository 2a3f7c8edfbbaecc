"""What the stack file of the account may say: frozen, validated once, all mistakes told at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Literal

from pulumi.runtime import config as pulumi_config
from pulumi.runtime import mocks
from pulumi.runtime import settings as pulumi_settings
from pydantic import AfterValidator, ValidationError

from components.image_registry import LONGEST_SIGNATURE_MONTHS, is_repository_name
from planning import examples
from planning.schema.base import Region, Section, between, distinct, matching, some
from planning.schema.problems import Problem, of_pydantic
from settings import SettingsError

PROJECT = "megane-bootstrap"


def _repository(name: str) -> str:
    if not is_repository_name(name):
        raise ValueError("must be the name of a repository, like megane/frontend: small letters and digits")
    return name


class Registry(Section):
    """The image repositories: see `components.image_registry.ImageRegistryArgs`."""

    repositories: Annotated[tuple[Annotated[str, AfterValidator(_repository)], ...], some, distinct] = (
        "megane/frontend",
        "megane/backend",
        "megane/operations",
    )
    scanning: Literal["BASIC", "ENHANCED"] = "BASIC"
    copy_region: Region | None = None
    keep_releases: Annotated[int, between(10, 5000, "images")] = 200
    keep_promoted: Annotated[int, between(10, 5000, "images")] = 50


class Signing(Section):
    """The signing profile: its name, and for how long a signature is valid."""

    profile: Annotated[str, matching("[A-Za-z0-9_]{2,64}", "2 to 64 letters, digits and underscores")] = "megane_images"
    valid_months: Annotated[int, between(1, LONGEST_SIGNATURE_MONTHS, "months")] = LONGEST_SIGNATURE_MONTHS


class Account(Section):
    """The settings of one account."""

    account: Annotated[str, matching("[0-9]{12}", "an account id: 12 digits, in quotes")]
    region: Region
    owner: Annotated[
        str, matching(r"[\w .:/=+@-]{1,256}", "a tag value: 1 to 256 letters, digits, spaces or .:/=+@-_")
    ] = "platform"
    registry: Registry = Registry()
    signing: Signing = Signing()

    @property
    def examples(self) -> list[tuple[str, str]]:
        """Each value that only the user can know and that is still an example."""
        return [(f"{PROJECT}:{path}", value) for path, value in examples.find(self.model_dump(by_alias=True))]


def load() -> Account:
    """The settings of the running program.

    Raises SettingsError for mistakes and, unless the program runs on Pulumi's test monitor, for examples.
    """
    config: dict[str, str] = {**pulumi_config.get_config_env(), **pulumi_config.CONFIG.get()}
    values = {key.partition(":")[2]: _decoded(text) for key, text in config.items() if key.startswith(f"{PROJECT}:")}
    problems: list[Problem] = []
    if values.pop("region", None) is not None:
        problems.append(Problem(f"{PROJECT}:region", "unknown key; did you mean aws:region?"))
    if "aws:region" in config:
        values["region"] = config["aws:region"]
    account = _parse(values, problems)
    on_test_monitor = isinstance(pulumi_settings.get_monitor(), mocks.MockMonitor)
    if account.examples and not on_test_monitor:
        raise SettingsError(
            Problem(path, "is still an example: give the real value before going to AWS", json.dumps(value))
            for path, value in account.examples
        )
    return account


def parse(values: Mapping[str, object]) -> Account:
    """The settings from the decoded keys of a stack file without their namespace, plus `region` for `aws:region`."""
    return _parse(values, [])


def _parse(values: Mapping[str, object], problems: list[Problem]) -> Account:
    account: Account | None = None
    registry, region = values.get("registry"), values.get("region")
    if isinstance(registry, Mapping) and region is not None and registry.get("copyRegion") == region:
        where = f"{PROJECT}:registry.copyRegion"
        problems.append(Problem(where, "must be another region than aws:region", json.dumps(region)))
    try:
        # As JSON: strict pydantic then takes a list for a tuple, which is what a list in YAML is, and nothing else.
        account = Account.model_validate_json(json.dumps(values, default=str))
    except ValidationError as error:
        problems += [_named(of_pydantic(details, Account)) for details in error.errors(include_url=False)]
    if account is None or problems:
        raise SettingsError(problems)
    return account


def _named(problem: Problem) -> Problem:
    """The same problem by its key in this project's stack file."""
    return replace(problem, path=problem.path.replace("megane:", f"{PROJECT}:", 1))


def _decoded(text: object) -> object:
    """A configuration value as the YAML had it: only sections are structured, and Pulumi hands those over as JSON."""
    if not isinstance(text, str) or not text.startswith(("{", "[")):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text  # the model says what it must be
