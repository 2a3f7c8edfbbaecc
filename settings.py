"""What a stack file may say: frozen, validated once, and the only reader of Pulumi's configuration.

`load` is for the program, `parse` the same without Pulumi. Sections are in `planning.schema`, values that profile and
environment decide in `planning.profiles` and `planning.environments`.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, NamedTuple, get_origin

import pulumi
from pulumi.runtime import config as pulumi_config
from pulumi.runtime import mocks
from pulumi.runtime import settings as pulumi_settings
from pydantic import AfterValidator, TypeAdapter, ValidationError

from planning import examples
from planning.environments import ENVIRONMENTS, EnvironmentName
from planning.network import SubnetPlan, plan
from planning.pools import pool_size
from planning.profiles import ProfileName
from planning.regions import REGIONS
from planning.schema import api_secrets, rules
from planning.schema.base import Section, matching
from planning.schema.data import Cache, Database, Storage
from planning.schema.defaults import Values, with_defaults
from planning.schema.edge import Cdn, Dns, Network, Waf
from planning.schema.operations import Emulator, Logs, Notifications, Thresholds
from planning.schema.problems import NAMESPACE, Problem, of_pydantic
from planning.schema.services import Deployment, Service

__all__ = ["Hosts", "Problem", "Settings", "SettingsError", "api_secret", "load", "parse"]

# Sections whose defaults come from the profile and whose rules would misjudge them under another one.
_BY_PROFILE = {"database", "cache", "services"}


class Hosts(NamedTuple):
    """The host names of a stack; None where it has no domain."""

    app: str | None
    cdn: str | None
    origin: str | None  # what the CDN calls the load balancer by: HTTPS needs a name that its certificate covers


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


def _known_region(name: str) -> str:
    if name not in REGIONS:
        close = difflib.get_close_matches(name, REGIONS, n=3)
        raise ValueError("must be an AWS region" + (f", like {', '.join(close)}" if close else ""))
    return name


class Settings(Section):
    """The settings of one stack. `api_secrets` holds names only; `api_secret` gives a text."""

    environment: EnvironmentName
    profile: ProfileName
    owner: Annotated[
        str, matching(r"[\w .:/=+@-]{1,256}", "a tag value: 1 to 256 letters, digits, spaces or .:/=+@-_")
    ] = "platform"
    account: Annotated[str, matching("[0-9]{12}", "an account id: 12 digits, in quotes")]
    region: Annotated[str, AfterValidator(_known_region)]
    dns: Dns
    network: Network
    database: Database
    cache: Cache
    services: Mapping[str, Service]
    deployment: Deployment
    logs: Logs
    storage: Storage
    cdn: Cdn = Cdn()
    waf: Waf
    notifications: Notifications
    thresholds: Thresholds = Thresholds()
    separate_keys: bool
    api_secrets: tuple[str, ...] = ()
    emulator: Emulator | None = None

    @property
    def is_prod(self) -> bool:
        """Whether users work on this stack now."""
        return self.environment == "prod"

    @property
    def protect(self) -> bool:
        """Whether deleting needs two steps: production, and what would become production."""
        return ENVIRONMENTS[self.environment].protect

    @property
    def hosts(self) -> Hosts:
        """Names below the domain."""
        domain = self.dns.domain
        return Hosts(f"app.{domain}", f"cdn.{domain}", f"origin.{domain}") if domain else Hosts(None, None, None)

    @property
    def ports(self) -> tuple[int, ...]:
        """The ports that the load balancer reaches services on, each once."""
        return tuple(sorted({service.port for service in self.services.values() if service.port is not None}))

    @property
    def emulator_endpoint(self) -> str | None:
        """Where an emulator answers instead of AWS, in a stack that says it is a test."""
        return self.emulator.endpoint if self.emulator else None

    @property
    def pool_size(self) -> int:
        """Database connections that one task may hold; 0 when no service uses the database."""
        tasks = sum(service.max_tasks for service in self.services.values() if service.database)
        return pool_size(self.database.max_connections, tasks)

    @property
    def subnets(self) -> SubnetPlan:
        """The blocks that the stack file gives, or those planned from the VPC's."""
        given = self.network
        if given.public_subnets:
            return SubnetPlan(
                public=given.public_subnets, private=given.private_subnets, isolated=given.isolated_subnets
            )
        return plan(given.cidr, given.azs)

    @property
    def examples(self) -> list[tuple[str, str]]:
        """Each value that only the user can know and that is still an example, as (`megane:dns.domain`, value)."""
        found = examples.find(self.model_dump(by_alias=True, exclude={"emulator"}))
        return [(f"{NAMESPACE}:{path}", value) for path, value in found]


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
        elif name != "apiSecrets" and pulumi_config.is_config_secret(key):
            problems.append(Problem(key, "must not be encrypted: settings are printed; only apiSecrets holds secrets"))
        else:
            values[name] = _decoded(name, text)
    if "aws:region" in config:
        values["region"] = config["aws:region"]
    settings = _parse(values, problems)
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
    secrets: pulumi.Output[dict[str, str]] = pulumi.Config(NAMESPACE).require_secret_object("apiSecrets")
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
    secrets = values.get("apiSecrets", {})
    problems = [*problems, *api_secrets.mistakes(secrets)]
    names = sorted(map(str, secrets)) if isinstance(secrets, Mapping) else []
    raw = {**with_defaults(values), "apiSecrets": names}
    settings, sections, found = _validated(raw)
    refused = {problem.path for problem in problems}  # an encrypted value was left out: it is not missing as well
    problems += [problem for problem in found if problem.path not in refused]
    problems += rules.broken(sections)
    if settings is None or problems:
        raise SettingsError(problems)
    return settings


def _validated(raw: Values) -> tuple[Settings | None, dict[str, object], list[Problem]]:
    """The settings, or what is sound in them; and what is not.

    Validated as JSON: strict pydantic then takes a list for a tuple, which is what a list in YAML is, and nothing else.
    """
    try:
        settings = Settings.model_validate_json(json.dumps(raw, default=str))
    except ValidationError as error:
        found = error.errors(include_url=False)
    else:
        return settings, {name: getattr(settings, name) for name in Settings.model_fields}, []
    spoilt = {details["loc"][0] for details in found}
    if "services" in spoilt and isinstance(raw["services"], dict):  # one service's mistake does not hide another's
        bad = {details["loc"][1] for details in found if details["loc"][0] == "services"}
        raw = raw | {"services": {name: service for name, service in raw["services"].items() if name not in bad}}
        spoilt.discard("services")
    if "profile" in spoilt:
        spoilt |= _BY_PROFILE
    sections: dict[str, object] = {}
    for name, field in Settings.model_fields.items():
        if field.alias in raw and field.alias not in spoilt:
            kind: TypeAdapter[object] = TypeAdapter(field.annotation or object)
            sections[name] = kind.validate_json(json.dumps(raw[field.alias], default=str))
        elif field.alias not in spoilt:
            sections[name] = field.get_default()
    return None, sections, [of_pydantic(details, Settings) for details in found]
