"""The production system of an optician chain, from the network to the alarms: read it as the architecture drawing."""

import pulumi

import settings as stack
from components.access import WORLD, allow
from components.application import Application, ApplicationArgs
from components.base import Context, Thresholds
from components.cache import Cache, CacheArgs, CacheSize
from components.cdn import Cdn, CdnArgs
from components.cluster import Cluster, ClusterArgs
from components.database import Database, DatabaseArgs, DatabaseSize
from components.domain import AliasRecords, AliasRecordsArgs, Domain, DomainArgs
from components.keys import Keys, KeysArgs
from components.load_balancer import LoadBalancer, LoadBalancerArgs
from components.observability import Notifications, NotificationsArgs, Observability, ObservabilityArgs
from components.provider import aws_provider
from components.service import Service, ServiceArgs, ServiceSpec
from components.storage import Storage, StorageArgs, UploadsAccess, UploadsAccessArgs
from components.vpc import Vpc, VpcArgs
from components.waf import Waf, WafArgs

settings = stack.load()
hosts, network = settings.hosts, settings.network
ctx = Context(
    project=pulumi.get_project(),
    environment=settings.environment,
    owner=settings.owner,
    account=settings.account,
    region=settings.region,
    durable=settings.protect,
    provider=aws_provider(settings.account, settings.region, settings.emulator_endpoint),
    thresholds=Thresholds(**settings.thresholds.model_dump()),
)
keys = Keys("megane-keys", KeysArgs(separate=settings.separate_keys), ctx)
alarms_to = Notifications("megane-alarms", NotificationsArgs(keys=keys.arns, **dict(settings.notifications)), ctx)

# The network, and what keeps data in its isolated subnets.
vpc_args = VpcArgs(
    cidr=network.cidr,
    zones=network.azs,
    blocks=settings.subnets,
    nat_per_zone=network.nat_gateways == "per-az",
    logs_key_arn=keys.logs_arn,
)
vpc = Vpc("megane", vpc_args, ctx)
database_args = DatabaseArgs(
    subnets=vpc.isolated,
    keys=keys.arns,
    events_topic_arn=alarms_to.warning_topic_arn,
    size=DatabaseSize(**settings.database.model_dump()),
)
database = Database("megane-database", database_args, ctx)
cache_size = CacheSize(**settings.cache.model_dump(), apply_immediately=settings.database.apply_immediately)
cache = Cache("megane-cache", CacheArgs(subnets=vpc.isolated, keys=keys.arns, size=cache_size), ctx)
storage = Storage("megane-storage", StorageArgs(key_arn=keys.data_arn), ctx)

# The way in: names and certificates, the load balancer behind its firewall, the CDN.
domain = Domain("megane-domain", DomainArgs(**settings.dns.model_dump()), ctx)
balancer_args = LoadBalancerArgs(
    subnets=vpc.public, host=hosts.app, certificate_arn=domain.certificate_arn, log_bucket=storage.log_bucket
)
balancer = LoadBalancer("megane-alb", balancer_args, ctx)
waf_args = WafArgs(load_balancer_arn=balancer.arn, logs_key_arn=keys.logs_arn, **settings.waf.model_dump())
waf = Waf("megane-waf", waf_args, ctx)
cdn_args = CdnArgs(
    bucket_domain_name=storage.uploads.regional_domain_name,
    host=hosts.cdn,
    origin_host=hosts.origin,
    certificate_arn=domain.edge_certificate_arn,
    shield_region=settings.region,
    **settings.cdn.model_dump(),
)
cdn = Cdn("megane-cdn", cdn_args, ctx)
uploads_args = UploadsAccessArgs(
    uploads=storage.uploads,
    distribution_arn=cdn.arn,
    readable=cdn.readable,
    web_origin=balancer.url,
    versions_need_mfa=settings.storage.mfa_delete == "manual",
)
UploadsAccess("megane-uploads", uploads_args, ctx)
names = {"app": (hosts.app, balancer.alias), "origin": (hosts.origin, balancer.alias), "cdn": (hosts.cdn, cdn.alias)}
AliasRecords("megane-names", AliasRecordsArgs(zone_id=domain.zone_id, targets=names), ctx)

# The application: what it is told, and the services that it consists of.
cluster_args = ClusterArgs(vpc_id=vpc.vpc_id, logs_key_arn=keys.logs_arn, **settings.logs.model_dump())
cluster = Cluster("megane-cluster", cluster_args, ctx)
application_args = ApplicationArgs(
    database=database,
    cache=cache,
    storage=storage,
    key_arn=keys.data_arn,
    web_origin=balancer.url,
    pool_size=settings.pool_size,
    api_secrets={name: stack.api_secret(name) for name in settings.api_secrets},
)
application = Application("megane-app", application_args, ctx)
services = []
for label, service in settings.services.items():
    spec = ServiceSpec(**service.model_dump())
    service_args = ServiceArgs(
        label=label,
        spec=spec,
        inputs=application.inputs(spec),
        cluster=cluster,
        subnets=vpc.private,
        front=balancer.front,
        topics=alarms_to.topics,
        keys=keys.arns,
        bake_minutes=settings.deployment.bake_minutes,
    )
    services.append(Service(f"megane-{label}", service_args, ctx))

# Who may talk to whom: the document's four security groups, line by line. What is not here is closed.
allow(WORLD, balancer.access, 443, "Visitors", ctx)
allow(WORLD, balancer.access, 80, "Visitors, redirected to HTTPS", ctx)
for port in settings.ports:
    allow(balancer.access, cluster.access, port, "Requests and health checks", ctx)
allow(cluster.access, database.access, 5432, "Queries", ctx)
allow(cluster.access, cache.access, 6379, "Sessions", ctx)
allow(cluster.access, WORLD, 443, "Images, secrets and logs: without ECR, SSM and CloudWatch no task starts", ctx)

alarms = [*vpc.alarms, *database.alarms, *cache.alarms, *storage.alarms, *balancer.alarms, *cdn.alarms]
alarms += [alarm for service in services for alarm in service.alarms]
Observability("megane-watch", ObservabilityArgs(alarms=alarms, notifications=alarms_to), ctx)

pulumi.export("url", balancer.url)
pulumi.export("cdnUrl", cdn.url)
pulumi.export("nameServers", domain.name_servers)
pulumi.export("databaseReadHost", database.read_host)
pulumi.export("uploadsBucket", storage.uploads_bucket)
pulumi.export("clusterName", cluster.cluster_name)
pulumi.export("webAclArn", waf.arn)
pulumi.export("parameterNames", application.parameter_names)
pulumi.export("RDS_HOSTNAME", database.host)
pulumi.export("RDS_PASSWORD", database.password)
pulumi.export("JWT_SECRET", application.jwt_secret)
pulumi.export("REDIS_ENDPOINT", cache.endpoint)
