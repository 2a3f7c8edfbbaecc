"""All that a stack file may say, and what follows from it without asking anybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, NamedTuple

from planning import examples
from planning.environments import ENVIRONMENTS, EnvironmentName
from planning.network import SubnetPlan, plan
from planning.pools import pool_size
from planning.profiles import ProfileName
from planning.recovery import Copies
from planning.regions import shield_region
from planning.runbook import RUNBOOK
from planning.schema.base import Region, Section, matching
from planning.schema.data import Cache, Database, Rotation, Storage
from planning.schema.deployment_rules import routes
from planning.schema.edge import Cdn, Dns, Maintenance, Network, Waf
from planning.schema.notifications import Notifications
from planning.schema.operations import Audit, Budget, Emulator, Events, HealthCheck, Logs, Operations, Thresholds
from planning.schema.problems import NAMESPACE
from planning.schema.recovery import Backup, Recovery
from planning.schema.services import Deployment, Service
from planning.smoke import answers, public_health_path, smoke_paths

STANDBY = "-dr"  # ends the names of a recovery stack that stands beside a living one


class Hosts(NamedTuple):
    """The host names of a stack; None where it has no domain."""

    app: str | None
    cdn: str | None
    origin: str | None  # what the CDN calls the load balancer by: HTTPS needs a name that its certificate covers


class Outside(NamedTuple):
    """Where the application is asked whether it is well, and the service that answers."""

    host: str
    path: str
    service: str


class Settings(Section):
    """The settings of one stack. `api_secrets` and `pager_urls` hold names only; `settings` gives the texts."""

    environment: EnvironmentName
    profile: ProfileName
    owner: Annotated[
        str, matching(r"[\w .:/=+@-]{1,256}", "a tag value: 1 to 256 letters, digits, spaces or .:/=+@-_")
    ] = "platform"
    account: Annotated[str, matching("[0-9]{12}", "an account id: 12 digits, in quotes")]
    region: Region
    dns: Dns
    network: Network
    database: Database
    cache: Cache
    services: Mapping[str, Service]
    deployment: Deployment
    logs: Logs
    storage: Storage
    backup: Backup
    dr: Recovery
    rotation: Rotation = Rotation()
    operations: Operations
    cdn: Cdn = Cdn()
    waf: Waf
    maintenance: Maintenance = Maintenance()
    notifications: Notifications
    audit: Audit
    budget: Budget
    health_check: HealthCheck = HealthCheck()
    thresholds: Thresholds = Thresholds()
    # What alarms refer to, with their section behind #; mail and chat make a link of a URL.
    runbook: Annotated[
        str,
        matching(
            rf"https://[^\s#?]{{4,300}}|{RUNBOOK}",
            "an https URL without ? and #, like https://example.com/OPERATION_RUNBOOK.md",
        ),
    ] = RUNBOOK
    events: Events
    separate_keys: bool
    api_secrets: tuple[str, ...] = ()
    pager_urls: tuple[str, ...] = ()
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
        """Names below the domain; a recovery stack has names of its own until it takes the public ones over."""
        if (domain := self.dns.domain) is None:
            return Hosts(None, None, None)
        mark = STANDBY if self.stands_by else ""
        return Hosts(f"app{mark}.{domain}", f"cdn{mark}.{domain}", f"origin{mark}.{domain}")

    @property
    def standby_origin(self) -> str | None:
        """Where a recovery stack would serve the application before it takes the public names over."""
        return f"https://app{STANDBY}.{self.dns.domain}" if self.copies and self.dns.domain else None

    @property
    def stands_by(self) -> bool:
        """Whether this is a recovery stack beside a living one, whose public names it must leave alone."""
        return self.environment == "dr" and not self.dr.cutover

    @property
    def copies(self) -> Copies | None:
        """The copies that this stack keeps in its second region."""
        return None if self.dr.region is None else self._copies(self.environment, self.dr.region)

    @property
    def adopts(self) -> Copies | None:
        """The copies that this recovery stack stands on; they were made by the stack that it stands in for."""
        return None if self.dr.source is None else self._copies(self.dr.source, self.region)

    def _copies(self, environment: str, region: str) -> Copies:
        return Copies(project=NAMESPACE, environment=environment, account=self.account, region=region)

    @property
    def shield_region(self) -> str | None:
        """Where CloudFront's Origin Shield stands; not every region has one."""
        return shield_region(self.region)

    @property
    def images(self) -> list[str]:
        """All images that the stack's own tasks run, seeds excepted."""
        own = [service.image for service in self.services.values() if not service.seeded]
        return [*own, *self.operations.images]

    @property
    def seed_services(self) -> list[str]:
        """Services that have no image of their own yet."""
        return sorted(name for name, service in self.services.items() if service.seeded)

    @property
    def smoke_paths(self) -> dict[str, tuple[str, ...]]:
        """Service -> what the smoke test asks of it; the seed is not asked."""
        if not self.deployment.smoke_test:
            return {}
        paths = smoke_paths(routes(self.services), self.deployment.smoke_paths)
        return {name: asked for name, asked in paths.items() if not self.services[name].seeded}

    @property
    def outside(self) -> Outside | None:
        """What is asked of the application from outside; None without a domain, or when no service answers there."""
        known = routes(self.services)
        path = self.health_check.path or public_health_path(known, self.waf.admin_paths)
        service = answers(path, known) if path else None
        if self.hosts.app is None or path is None or service is None:
            return None
        return Outside(self.hosts.app, path, service)

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
