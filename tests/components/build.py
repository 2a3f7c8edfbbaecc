"""Each component with ordinary arguments, to be built inside a recorded program.

`**changes` replace single arguments; they are untyped because the tests walk over the fields of the dataclasses.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pulumi
from pulumi.output import UNKNOWN

from components.alarm import Topics
from components.application import Application, ApplicationArgs
from components.audit_trail import AuditTrail, AuditTrailArgs
from components.backup import Backup, BackupArgs, RestoreTesting
from components.base import Context, Subnets
from components.bucket import Bucket, BucketArgs
from components.cache import Cache, CacheArgs, CacheSize
from components.cdn import Cdn, CdnArgs
from components.cluster import Cluster, ClusterArgs
from components.database import Database, DatabaseArgs, DatabaseSize
from components.database_roles import DatabaseRoles, DatabaseRolesArgs
from components.domain import AliasRecords, AliasRecordsArgs, AliasTarget, Domain, DomainArgs
from components.event import Event
from components.image_registry import ImageRegistry, ImageRegistryArgs
from components.keys import KeyArns, Keys, KeysArgs
from components.load_balancer import Front, LoadBalancer, LoadBalancerArgs
from components.log_group import Log
from components.observability import (
    Budget,
    BudgetArgs,
    Dashboard,
    DashboardArgs,
    Escalation,
    EscalationArgs,
    Events,
    EventsArgs,
    HealthCheck,
    HealthCheckArgs,
    Insights,
    InsightsArgs,
    Masking,
    MaskingArgs,
    Notifications,
    NotificationsArgs,
    Observability,
    ObservabilityArgs,
    SlackArgs,
)
from components.operations import Operations, OperationsArgs
from components.parameters import Generated, Parameters, ParametersArgs
from components.service import Service, ServiceArgs, ServiceSpec, TaskInputs
from components.storage import Replication, ReplicationArgs, Storage, StorageArgs, UploadsAccess, UploadsAccessArgs
from components.vpc import Vpc, VpcArgs
from components.waf import Maintenance, Waf, WafArgs
from planning.business_hours import MuteRule
from planning.network import plan
from planning.one_off import Migration
from planning.recovery import Copies
from tests.components.cdn_keys import OLD_KEY

ACCOUNT, REGION = "111122223333", "ap-northeast-1"
PLACE = Context(project="megane", environment="test", owner="team", account=ACCOUNT, region=REGION, durable=False)
DURABLE = replace(PLACE, durable=True)
ZONES = ("ap-northeast-1a", "ap-northeast-1c")
COPIES = Copies(project="megane", environment="test", account=ACCOUNT, region="ap-northeast-3")


def known(text: str) -> pulumi.Output[str]:
    """What another component would hand over once it exists."""
    return pulumi.Output.from_input(text)


def unknown() -> pulumi.Output[str]:
    """What another component cannot tell yet, as in a first preview."""
    return pulumi.Output.from_input(cast(str, UNKNOWN))


def key_arns(mark: str = "") -> KeyArns:
    return KeyArns(*(known(f"arn:key/{role}{mark}") for role in ("data", "logs", "notifications", "edge")))


def subnets(mark: str = "") -> Subnets:
    return Subnets(f"vpc-1{mark}", [f"subnet-a{mark}", f"subnet-c{mark}"])


def topics(mark: str = "") -> Topics:
    return Topics(critical=known(f"arn:topic/critical{mark}"), warning=known(f"arn:topic/warning{mark}"))


def front(mark: str = "") -> Front:
    return Front(
        vpc_id=f"vpc-1{mark}",
        listener_arn=known(f"arn:listener/https{mark}"),
        arn_suffix=known(f"app/lb/1{mark}"),
        test_header_value=pulumi.Output.secret(f"let-me-in{mark}"),
    )


def target(**changes: Any) -> AliasTarget:
    return replace(AliasTarget(dns_name="lb.example.net", zone_id="Z-AWS", ipv6=False, evaluate_health=True), **changes)


def keys(ctx: Context = PLACE, name: str = "keys", **changes: Any) -> Keys:
    return Keys(name, replace(KeysArgs(separate=True), **changes), ctx)


def vpc(ctx: Context = PLACE, **changes: Any) -> Vpc:
    args = VpcArgs(
        cidr="10.0.0.0/16",
        zones=ZONES,
        blocks=plan("10.0.0.0/16", ZONES),
        nat_per_zone=True,
        logs_key_arn="arn:key/logs",
    )
    return Vpc("net", replace(args, **changes), ctx)


DATABASE_SIZE = DatabaseSize(
    instance_class="db.t3.medium",
    multi_az=True,
    read_replica=True,
    allocated_storage_gib=20,
    max_allocated_storage_gib=100,
    max_connections=200,
    backup_retention_days=7,
    backup_window="17:00-18:00",
    maintenance_window="sun:18:30-sun:19:30",
    monitoring_interval_seconds=60,
    apply_immediately=False,
)


def database(ctx: Context = PLACE, name: str = "db", **changes: Any) -> Database:
    args = DatabaseArgs(
        subnets=subnets(),
        keys=key_arns(),
        events_topic_arn="arn:topic/warning",
        size=DATABASE_SIZE,
    )
    return Database(name, replace(args, **changes), ctx)


def database_roles(ctx: Context = PLACE, name: str = "roles", **changes: Any) -> DatabaseRoles:
    roles = ("APPLICATION", "MIGRATION", "READ_ONLY")
    args = DatabaseRolesArgs(
        host="db.internal",
        database="megane",
        master_username="megane_admin",
        master_password_from="arn:parameter/master",
        secrets={f"{role}_PASSWORD": f"arn:parameter/{role}" for role in roles},
        image="registry/psql@sha256:abc",
        cpu_architecture="ARM64",
        keys=key_arns(),
    )
    return DatabaseRoles(name, replace(args, **changes), ctx)


CACHE_SIZE = CacheSize(
    engine="redis",
    node_type="cache.t3.micro",
    shards=1,
    replicas_per_shard=1,
    multi_az=True,
    snapshot_retention_days=7,
    snapshot_window="16:00-17:00",
    maintenance_window="sun:18:30-sun:19:30",
    apply_immediately=False,
)


def cache(ctx: Context = PLACE, name: str = "cache", **changes: Any) -> Cache:
    args = CacheArgs(subnets=subnets(), keys=key_arns(), size=CACHE_SIZE)
    return Cache(name, replace(args, **changes), ctx)


RESTORE_TESTING = RestoreTesting(
    subnet_group_name="db-subnets", security_group_ids=["sg-db"], hour=20, validation_window_hours=4
)


def backup(ctx: Context = PLACE, name: str = "backup", **changes: Any) -> Backup:
    args = BackupArgs(
        databases={"main": known("arn:aws:rds:ap-northeast-1:111122223333:db:main")},
        key_arn="arn:key/data",
        keep_days=2557,
        hour=20,
    )
    return Backup(name, replace(args, **changes), ctx)


def restore_testing(**changes: Any) -> Backup:
    return backup(restore_testing=replace(RESTORE_TESTING, **changes))


def bucket(ctx: Context = PLACE, name: str = "files", **changes: Any) -> Bucket:
    args = BucketArgs(purpose="files", key_arn="arn:key/data", expire_days=90, access_log_bucket="logs-1")
    return Bucket(name, replace(args, **changes), ctx)


def storage(ctx: Context = PLACE, name: str = "storage", **changes: Any) -> Storage:
    args = StorageArgs(key_arn="arn:key/data", protection="manual", noncurrent_days=90, lock_days=30)
    return Storage(name, replace(args, **changes), ctx)


def readable_bucket(ctx: Context = PLACE, name: str = "files", **changes: Any) -> Bucket:
    """Without lifecycle, as MFA Delete demands; whoever knows the readers makes its policy."""
    return bucket(ctx, name, **{"expire_days": None, "readers_later": True, **changes})


def replication(ctx: Context = PLACE, **changes: Any) -> Replication:
    args = ReplicationArgs(
        source=changes.get("source") or readable_bucket(ctx),
        source_key_arn="arn:key/data",
        destination=changes.get("destination") or readable_bucket(ctx, "copy", region=COPIES.region),
        destination_key_arn="arn:key/copies",
    )
    return Replication("moved", replace(args, **changes), ctx)


def uploads_access(ctx: Context = PLACE, **changes: Any) -> UploadsAccess:
    args = UploadsAccessArgs(
        uploads=readable_bucket(ctx),
        uploads_copy=None,
        distribution_arn="arn:distribution/1",
        readable=["public/*"],
        web_origin="https://app.example.jp",
        versions_need_mfa=True,
    )
    return UploadsAccess("access", replace(args, **changes), ctx)


def parameters(ctx: Context = PLACE, name: str = "config", **changes: Any) -> Parameters:
    args = ParametersArgs(
        key_arn="arn:key/data",
        plain={"db/host": "db.internal"},
        secret={"db/password": pulumi.Output.secret("hunter2")},
        generated={"jwt/secret": Generated(length=64, version=1)},
    )
    return Parameters(name, replace(args, **changes), ctx)


def application(ctx: Context = PLACE, name: str = "app", **changes: Any) -> Application:
    args = ApplicationArgs(
        database=changes.get("database") or database(ctx),
        cache=changes.get("cache") or cache(ctx),
        storage=changes.get("storage") or storage(ctx),
        key_arn="arn:key/data",
        web_origin="https://app.example.jp",
        pool_size=13,
        api_secrets={"MAIL_KEY": pulumi.Output.secret("hunter2")},
    )
    return Application(name, replace(args, **changes), ctx)


def domain(ctx: Context = PLACE, name: str = "domain", **changes: Any) -> Domain:
    args = DomainArgs(
        mode="managed-zone", domain="example.jp", zone_id=None, certificate_arn=None, cdn_certificate_arn=None
    )
    return Domain(name, replace(args, **changes), ctx)


def alias_records(ctx: Context = PLACE, **changes: Any) -> AliasRecords:
    args = AliasRecordsArgs(
        zone_id="Z1",
        targets={
            "app": ("app.example.jp", target()),
            "cdn": ("cdn.example.jp", target(dns_name="d1.example.net", ipv6=True, evaluate_health=False)),
        },
    )
    return AliasRecords("names", replace(args, **changes), ctx)


def load_balancer(ctx: Context = PLACE, **changes: Any) -> LoadBalancer:
    args = LoadBalancerArgs(
        subnets=subnets(),
        host="app.example.jp",
        certificate_arn="arn:certificate/1",
        log_bucket="logs-1",
        logs_key_arn="arn:key/logs",
        logs_to_cloudwatch=True,
    )
    return LoadBalancer("lb", replace(args, **changes), ctx)


MAINTENANCE = Maintenance(
    enabled=True, allowed_cidrs=["198.51.100.7/32"], retry_after_seconds=1800, message="Back at 4:00"
)


def waf(ctx: Context = PLACE, **changes: Any) -> Waf:
    args = WafArgs(
        load_balancer_arn="arn:lb/1",
        logs_key_arn="arn:key/logs",
        test_header_value=pulumi.Output.secret("let-me-in"),
        admin_cidrs=["192.0.2.0/24"],
        admin_paths=["/admin", "/api/admin"],
        rate_limit=2000,
        log_all=False,
        origin_verify_value=pulumi.Output.secret("let-me-in-too"),
        upload_paths=["/api/uploads"],
        count=["common"],
        count_until="2026-12-31",
    )
    return Waf("waf", replace(args, **changes), ctx)


def edge_waf(**changes: Any) -> Waf:
    """As for a CDN that fronts the application."""
    at_edge = {"scope": "CLOUDFRONT", "load_balancer_arn": None, "origin_verify_value": None}
    return waf(**{**at_edge, **changes})


def cdn(ctx: Context = PLACE, name: str = "cdn", **changes: Any) -> Cdn:
    args = CdnArgs(
        bucket_domain_name="files.s3.ap-northeast-1.amazonaws.com",
        error_page_bucket="files",
        origin_host="origin.example.jp",
        origin_verify_value=pulumi.Output.secret("let-me-in-too"),
        host="cdn.example.jp",
        certificate_arn="arn:certificate/edge",
        signing_public_keys=[OLD_KEY],
        price_class="PriceClass_200",
        shield_region=REGION,
        logs_key_arn="arn:key/edge",
        app_host="app.example.jp",
    )
    return Cdn(name, replace(args, **changes), ctx)


def fronting_cdn(**changes: Any) -> Cdn:
    """Before the application, too."""
    return cdn(**{"front_app": True, "web_acl_arn": "arn:acl/edge", **changes})


def cluster(ctx: Context = PLACE, name: str = "cluster", **changes: Any) -> Cluster:
    args = ClusterArgs(vpc_id="vpc-1", logs_key_arn="arn:key/logs", container_insights="enhanced", profile="ha")
    return Cluster(name, replace(args, **changes), ctx)


MIGRATION = Migration(image="registry/api@sha256:abc", command=["npm", "run", "migrate"], cpu_architecture="ARM64")


def operations(ctx: Context = PLACE, name: str = "ops", **changes: Any) -> Operations:
    args = OperationsArgs(
        cluster=changes.get("cluster") or cluster(ctx),
        database=changes.get("database") or database(ctx),
        passwords={f"{role}_PASSWORD": f"arn:parameter/{role}" for role in ("MIGRATION", "READ_ONLY")},
        keys=key_arns(),
        image="registry/psql@sha256:abc",
        cpu_architecture="ARM64",
        migration=MIGRATION,
    )
    return Operations(name, replace(args, **changes), ctx)


SPEC = ServiceSpec(
    image="registry/api@sha256:abc",
    cpu=512,
    memory_mib=1024,
    min_tasks=2,
    max_tasks=6,
    port=3001,
    paths=["/api/*", "/health"],
    priority=100,
    database=True,
    cache=True,
    uploads=True,
)
WORKER = replace(SPEC, port=None, priority=None, paths=())


def task_inputs(**changes: Any) -> TaskInputs:
    inputs = TaskInputs(
        environment={"PORT": "3001"}, secrets={"JWT_SECRET": "arn:parameter/jwt"}, uploads_arn="arn:aws:s3:::files"
    )
    return replace(inputs, **changes)


def service(ctx: Context = PLACE, name: str = "web", **changes: Any) -> Service:
    args = ServiceArgs(
        label="api",
        spec=SPEC,
        inputs=task_inputs(),
        cluster=changes.get("cluster") or cluster(ctx),
        subnets=subnets(),
        front=front(),
        topics=topics(),
        keys=key_arns(),
        bake_minutes=10,
    )
    return Service(name, replace(args, **changes), ctx)


def notifications(ctx: Context = PLACE, name: str = "alarms", **changes: Any) -> Notifications:
    args = NotificationsArgs(
        keys=key_arns(),
        critical_emails=["boss@example.jp"],
        warning_emails=["ops@example.jp"],
        escalation_emails=["night@example.jp"],
        escalation_phones=["+819012345678"],
        escalation_urls={"pager": pulumi.Output.secret("https://pager.example.jp/hunter2")},
        slack=SlackArgs(workspace_id="T1", channel_id="C1"),
    )
    return Notifications(name, replace(args, **changes), ctx)


DECEMBER = MuteRule(
    month="2026-12",
    expression="cron(0 9 1-4 12 *)",
    duration="PT9H",
    start="2026-11-30T00:00:00Z",
    expire="2027-01-02T00:00:00Z",
)


def escalation(ctx: Context = PLACE, **changes: Any) -> Escalation:
    """Of one alarm, unless others are given: a composite asks for no more than their names."""
    first = pulumi.ComponentResource("test:index:Alarm", "first")
    args = EscalationArgs(alarms={"megane-test-first": first}, topic_arn="arn:topic/escalation", mute_rules=[DECEMBER])
    return Escalation("call", replace(args, **changes), ctx)


def observability(ctx: Context = PLACE, **changes: Any) -> Observability:
    args = ObservabilityArgs(alarms=[], notifications=notifications(ctx))
    return Observability("watch", replace(args, **changes), ctx)


def insights(ctx: Context = PLACE, **changes: Any) -> Insights:
    args = InsightsArgs(logs=[Log("flow", known("/flows"))])
    return Insights("queries", replace(args, **changes), ctx)


def masking(ctx: Context = PLACE, **changes: Any) -> Masking:
    args = MaskingArgs(logs=[Log("application", known("/ecs/test/api"), of="api")], logs_key_arn="arn:key/logs")
    return Masking("masking", replace(args, **changes), ctx)


def budget(ctx: Context = PLACE, **changes: Any) -> Budget:
    args = BudgetArgs(monthly_usd=287, scope="account", emails=[], topic_arn="arn:topic/warning")
    return Budget("budget", replace(args, **changes), ctx)


def dashboard(ctx: Context = PLACE, **changes: Any) -> Dashboard:
    args = DashboardArgs(
        graphs=[],
        alarm_arns=["arn:aws:cloudwatch:ap-northeast-1:111122223333:alarm:busy"],
        links={"App": "https://app.example.jp"},
    )
    return Dashboard("page", replace(args, **changes), ctx)


EVENT = Event(
    name="it-broke",
    severity="warning",
    title="it broke",
    pattern={"source": ["aws.it"], "detail": {"state": ["BROKEN"]}},
    text="It is <state>.",
    fields={"state": "$.detail.state"},
    runbook="it-broke",
)


def events(ctx: Context = PLACE, name: str = "events", **changes: Any) -> Events:
    args = EventsArgs(events=[EVENT], notifications=changes.get("notifications") or notifications(ctx))
    return Events(name, replace(args, **changes), ctx)


def image_registry(ctx: Context = PLACE, **changes: Any) -> ImageRegistry:
    args = ImageRegistryArgs(
        repositories=("megane/web", "megane/api"),
        scanning="BASIC",
        copy_region="ap-northeast-3",
        signing_profile="megane_images",
        signature_months=135,
        keep_releases=200,
        keep_promoted=50,
    )
    return ImageRegistry("images", replace(args, **changes), ctx)


def health_check(ctx: Context = PLACE, name: str = "outside", **changes: Any) -> HealthCheck:
    args = HealthCheckArgs(host="app.example.jp", path="/health", paused=False, answered_by="api")
    return HealthCheck(name, replace(args, **changes), ctx)


def audit_trail(ctx: Context = PLACE, name: str = "audit", **changes: Any) -> AuditTrail:
    args = AuditTrailArgs(keys=key_arns(), access_log_bucket="logs", deploy_roles=["deploy"])
    return AuditTrail(name, replace(args, **changes), ctx)
