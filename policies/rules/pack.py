"""What the pack is told: which environment and profile it judges, what a rule lets people choose, who is exempt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal, TypeAlias, TypeVar, cast

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel

EnvironmentName: TypeAlias = Literal["dev", "staging", "prod", "dr", "account"]  # the last is what bootstrap/ makes
ProfileName: TypeAlias = Literal["minimal", "ha"]
DnsMode: TypeAlias = Literal["managed-zone", "existing-zone", "external-certificate", "none"]
SetLevel: TypeAlias = Literal["mandatory", "advisory", "disabled"]  # what a config may make of a rule

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class RuleConfig(BaseModel):
    """Base of what a rule lets people choose: every field has a default, and a key that does not exist is refused.

    Numbers may come as 30.0: the engine knows no other.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)


class Exemption(RuleConfig):
    """One resource that one rule may not stop until a date. `resource` is its logical name or URN."""

    rule: Text
    resource: Text
    reason: Text
    owner: Text
    expires: date  # the last day on which it holds


class PackConfig(RuleConfig):
    """What is judged. Whoever says nothing is judged as production in full: the strictest."""

    environment: EnvironmentName = "prod"
    profile: ProfileName = "ha"
    dns_mode: DnsMode = "managed-zone"
    exemptions: tuple[Exemption, ...] = ()


Choice = TypeVar("Choice", bound=RuleConfig)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pack:
    """What holds for all rules of one run. `stated`: somebody said so. `levels`: what a config makes of rules."""

    config: PackConfig = field(default_factory=PackConfig)
    stated: bool = False
    choices: Mapping[type[RuleConfig], RuleConfig] = field(default_factory=dict)
    levels: Mapping[str, SetLevel] = field(default_factory=dict)
    today: date = field(default_factory=date.today)

    @property
    def environment(self) -> EnvironmentName:
        return self.config.environment

    @property
    def is_production(self) -> bool:
        """Users' data are in it, or will be: a recovery stack becomes production when it is needed, and what exists
        once in an account serves production too."""
        return self.environment in ("prod", "dr", "account")

    @property
    def is_ha(self) -> bool:
        return self.config.profile == "ha"

    @property
    def keeps_copies(self) -> bool:
        """Whether data must be in a second region too; the recovery stack stands in that region already."""
        return self.is_ha and self.environment != "dr"

    @property
    def has_domain(self) -> bool:
        """Without one there is no certificate, and so no HTTPS."""
        return self.config.dns_mode != "none"

    def of(self, kind: type[Choice]) -> Choice:
        """What was chosen for the rule whose config that is, or its defaults."""
        return cast(Choice, self.choices.get(kind)) if kind in self.choices else kind()

    def exemptions(self, rule_id: str, names: Iterable[str]) -> tuple[Exemption, ...]:
        """The exemptions, expired or not, of that rule for a resource that goes by those names."""
        known = set(names)
        return tuple(e for e in self.config.exemptions if e.rule == rule_id and e.resource in known)
