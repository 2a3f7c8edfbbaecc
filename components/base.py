"""What every component shares: where it stands, how its children are tagged and parented, how outputs are declared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import pulumi

from planning.runbook import RUNBOOK

if TYPE_CHECKING:
    from components.alarm import Alarm, Graph
    from components.event import Event
    from components.log_group import Log


@dataclass(frozen=True, slots=True)
class Subnets:
    """The subnets of one tier, one a zone, and the VPC that they are in."""

    vpc_id: pulumi.Input[str]
    ids: pulumi.Input[Sequence[pulumi.Input[str]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Thresholds:
    """When an alarm rings. Counts are per 5 minutes; None: there is no such alarm.

    The document's figures come first, then ours for what it does not name. Not here: what must not happen at all
    (a task that is unwell, a port that is refused, an upload that is not copied) or must be there at all.
    """

    cpu_percent: float = 80
    memory_percent: float = 80
    response_seconds: float = 2
    error_percent: float = 5
    connections_percent: float = 80
    storage_percent: float = 85
    slow_queries_per_5_min: float = 10
    replica_lag_seconds: float = 60
    nat_mbps: float = 100
    s3_errors_5xx: float = 5
    s3_errors_4xx: float = 50
    cache_hit_percent: float = 80
    refused_calls_per_5_min: float = 20
    database_cpu_critical_percent: float = 95
    cpu_credits: float = 30  # minutes of one full vCPU that a burstable class has left
    logged_errors_per_5_min: float = 10
    failed_logins_per_5_min: float = 50
    blocked_requests_per_5_min: float = 1000
    active_sessions: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """The place that a component is built in.

    `account` is the 12-digit AWS account and `region` the stack's own region; both are plain text so that ARNs and
    policy documents are readable in a preview. `durable` marks stacks whose data must survive mistakes (prod, dr):
    data resources are then protected and deletion protection is on. `provider` is what every component registers its
    children with; without one they use the default provider. `thresholds` are those of the alarms of all components,
    and `runbook` is the page that they refer people to, a URL where it can be had by a click.
    """

    project: str
    environment: str
    owner: str
    account: str
    region: str
    durable: bool
    provider: pulumi.ProviderResource | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)
    runbook: str = RUNBOOK

    @property
    def prefix(self) -> str:
        """Start of the physical names that cannot be left to Pulumi's auto-naming, e.g. `megane-prod`."""
        return f"{self.project}-{self.environment}"

    @property
    def path(self) -> str:
        """Start of the names that are paths (parameters, log groups), e.g. `/megane/prod`."""
        return f"/{self.project}/{self.environment}"

    def tags(self, name: str, **more: str) -> dict[str, str]:
        return {
            "Project": self.project,
            "Environment": self.environment,
            "Owner": self.owner,
            "Name": f"{self.environment}-{name}",
            **more,
        }


class Component(pulumi.ComponentResource):
    """Base of all components: children stay inside (`parent=self`), outputs are the declared attributes only."""

    TYPE: ClassVar[str]
    OUTPUTS: ClassVar[tuple[str, ...]] = ()
    alarms: Sequence[Alarm] = ()
    """What it wants watched; `Observability` registers them."""
    graphs: Sequence[Graph] = ()
    """What is worth a look and never rings; `Dashboard` draws it beside what the alarms watch."""
    events: Sequence[Event] = ()
    """What it wants to be told of; `Events` registers them."""
    logs: Sequence[Log] = ()
    """Its log groups, for saved queries and masking."""

    def __init__(self, name: str, ctx: Context, opts: pulumi.ResourceOptions | None) -> None:
        own = pulumi.ResourceOptions(providers=[ctx.provider] if ctx.provider else None)
        super().__init__(self.TYPE, name, None, pulumi.ResourceOptions.merge(own, opts))
        self.ctx = ctx

    def child(
        self,
        *,
        depends_on: Sequence[pulumi.Resource] = (),
        protect: bool | None = None,
        ignore_changes: list[str] | None = None,
        custom_timeouts: pulumi.CustomTimeouts | None = None,
        delete_before_replace: bool | None = None,
        replace_on_changes: list[str] | None = None,
        retain_on_delete: bool | None = None,
    ) -> pulumi.ResourceOptions:
        """Options of one child. The caller's own options are never merged in: they would move the child elsewhere."""
        return pulumi.ResourceOptions(
            parent=self,
            depends_on=list(depends_on) or None,
            protect=protect,
            ignore_changes=ignore_changes,
            custom_timeouts=custom_timeouts,
            delete_before_replace=delete_before_replace,
            replace_on_changes=replace_on_changes,
            retain_on_delete=retain_on_delete,
        )

    def finish(self) -> None:
        """Registers the outputs; the last line of every constructor."""
        self.register_outputs({key: getattr(self, key) for key in self.OUTPUTS})
