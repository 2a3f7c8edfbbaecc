"""What a stack file may say: frozen, validated once, and the only reader of Pulumi's configuration.

`load` is for the program, `parse` the same without Pulumi. Sections are in `planning.schema`, values that profile and
environment decide in `planning.profiles` and `planning.environments`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal, get_origin

import pulumi
from pulumi.runtime import config as pulumi_config
from pulumi.runtime import mocks, rpc
from pulumi.runtime import settings as pulumi_settings

from planning import business_hours, counting, holidays
from planning.schema import api_secrets, pager_urls, rules
from planning.schema.defaults import Values, with_defaults
from planning.schema.parsing import validated
from planning.schema.problems import NAMESPACE, Problem
from planning.schema.stack import Hosts, Settings

__all__ = ["Hosts", "Problem", "Settings", "SettingsError", "api_secret", "load", "pager_url", "parse"]

_SECRETS = ("apiSecrets", "pagerUrls")  # mappings by name; a model holds the names only


class SettingsError(pulumi.RunError):
    """A stack file with mistakes, all of them; a RunError, so that the engine prints no traceback."""

    problems: tuple[Problem, ...]

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=str))
        super().__init__(self.problems)

    def __str__(self) -> str:
        count = "1 mistake" if len(self.problems) == 1 else f"{len(self.problems)} mistakes"
        return "\n".join(
            [f"{count} in the stack's settings; nothing was registered.", *(f"  {p}" for p in self.problems)]
        )


def load() -> Settings:
    """The settings of the running program.

    Raises SettingsError for mistakes, and, unless the program runs on Pulumi's test monitor or on an emulator, for
    values that are still examples: whatever registers resources for real meets a real account.
    """
    config: dict[str, Any] = {**pulumi_config.get_config_env(), **pulumi_config.CONFIG.get()}
    values: Values = {}
    problems: list[Problem] = []
    for key, text in config.items():
        namespace, _, name = key.partition(":")
        if namespace != NAMESPACE:
            continue
        if name == "region":
            problems.append(Problem(key, "unknown key; did you mean aws:region?"))
        elif name not in _SECRETS and pulumi_config.is_config_secret(key):
            kept = " and ".join(_SECRETS)
            problems.append(Problem(key, f"must not be encrypted: settings are printed; only {kept} hold secrets"))
        else:
            values[name] = _decoded(name, text)
    if "aws:region" in config:
        values["region"] = config["aws:region"]
    settings = _parse(values, problems)
    today = date.today()
    reminders = (
        counting.reminder(settings.waf.count, settings.waf.count_until, today),
        business_hours.reminder(holidays.LAST, today),
    )
    for said in filter(None, reminders):
        pulumi.log.warn(said)
    on_test_monitor = isinstance(pulumi_settings.get_monitor(), mocks.MockMonitor)
    if settings.examples and not on_test_monitor and settings.emulator is None:
        raise SettingsError(
            Problem(path, "is still an example: give the real value before going to AWS", json.dumps(value))
            for path, value in settings.examples
        )
    return settings


def parse(values: Mapping[str, object]) -> Settings:
    """The settings from the decoded keys of a stack file without their namespace, plus `region` for `aws:region`."""
    return _parse(values, [])


def api_secret(name: str) -> pulumi.Output[str]:
    """The text of one of `Settings.api_secrets`, as a secret."""
    return _secret("apiSecrets", name)


def pager_url(name: str) -> pulumi.Output[str]:
    """The address of one of `Settings.pager_urls`, as a secret."""
    return _secret("pagerUrls", name)


def _secret(key: str, name: str) -> pulumi.Output[str]:
    secrets: pulumi.Output[dict[str, str]] = pulumi.Config(NAMESPACE).require_secret_object(key)
    return secrets.apply(lambda texts: texts[name])


def _decoded(name: str, text: object) -> object:
    """A configuration value as the YAML had it: Pulumi hands over text, in JSON unless it is a plain string."""
    field = next((field for field in Settings.model_fields.values() if field.alias == name), None)
    plain = field is None or field.annotation is str or get_origin(field.annotation) is Literal
    if plain or not isinstance(text, str):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text  # the model says what it must be


def _parse(values: Mapping[str, object], problems: list[Problem]) -> Settings:
    secrets = {key: values.get(key, {}) for key in _SECRETS}
    problems += api_secrets.mistakes(secrets["apiSecrets"])
    problems += pager_urls.mistakes(secrets["pagerUrls"], hidden=rpc.UNKNOWN)
    names = {key: sorted(map(str, texts)) if isinstance(texts, Mapping) else [] for key, texts in secrets.items()}
    raw = {**with_defaults(values), **names}
    settings, sections, found = validated(Settings, raw)
    refused = {problem.path for problem in problems}  # an encrypted value was left out: it is not missing as well
    problems += [problem for problem in found if problem.path not in refused]
    problems += rules.broken(sections)
    if settings is None or problems:
        raise SettingsError(problems)
    return settings
