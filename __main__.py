"""The production system of an optician chain, from the network to the alarms: read it as the architecture drawing."""

import pulumi

import components as c
import settings as stack

settings = stack.load()
hosts, network = settings.hosts, settings.network
ctx = c.Context(
    project=pulumi.get_project(),
    environment=settings.environment,
    owner=settings.owner,
    account=settings.account,
    region=settings.region,
    durable=settings.protect,
    provider=c.aws_provider(settings.account, settings.region, settings.emulator_endpoint),
    thresholds=c.Thresholds(**settings.thresholds.model_dump()),
)
keys = c.Keys("megane-keys", c.KeysArgs(separate=settings.separate_keys), ctx)
alarms_to = c.Notifications("megane-alarms", c.NotificationsArgs(keys=keys.arns, **dict(settings.notifications)), ctx)

# The network, and what keeps data in its isolated subnets.
vpc_args = c.VpcArgs(
    cidr=network.cidr,
    zones=network.azs,
    blocks=settings.subnets,
    nat_per_zone=network.nat_gateways == "per-az",
    logs_key_arn=keys.logs_arn,
)
vpc = c.Vpc("megane", vpc_args, ctx)
database_args = c.DatabaseArgs(
    subnets=vpc.isolated,
    keys=keys.arns,
    events_topic_arn=alarms_to.warning_topic_arn,
    size=c.DatabaseSize(**settings.database.model_dump()),
)
database = c.Database("megane-database", database_args, ctx)
cache_size = c.CacheSize(**settings.cache.model_dump(), apply_immediately=settings.database.apply_immediately)
cache = c.Cache("megane-cache", c.CacheArgs(subnets=vpc.isolated, keys=keys.arns, size=cache_size), ctx)
storage = c.Storage("megane-storage", c.StorageArgs(key_arn=keys.data_arn), ctx)

# The way in: names and certificates, the load balancer behind its firewall, the CDN.
domain = c.Domain("megane-domain", c.DomainArgs(**settings.dns.model_dump()), ctx)
balancer_args = c.LoadBalancerArgs(
    subnets=vpc.public, host=hosts.app, certificate_arn=domain.certificate_arn, log_bucket=storage.log_bucket
)
balancer = c.LoadBalancer("megane-alb", balancer_args, ctx)
waf_args = c.WafArgs(load_balancer_arn=balancer.arn, logs_key_arn=keys.logs_arn, **settings.waf.model_dump())
waf = c.Waf("megane-waf", waf_args, ctx)
cdn_args = c.CdnArgs(
    bucket_domain_name=storage.uploads.regional_domain_name,
    host=hosts.cdn,
    origin_host=hosts.origin,
    certificate_arn=domain.edge_certificate_arn,
    shield_region=settings.region,
    **settings.cdn.model_dump(),
)
cdn = c.Cdn("megane-cdn", cdn_args, ctx)
uploads_args = c.UploadsAccessArgs(
    uploads=storage.uploads,
    distribution_arn=cdn.arn,
    readable=cdn.readable,
    web_origin=balancer.url,
    versions_need_mfa=settings.storage.mfa_delete == "manual",
)
c.UploadsAccess("megane-uploads", uploads_args, ctx)
names = {"app": (hosts.app, balancer.alias), "origin": (hosts.origin, balancer.alias), "cdn": (hosts.cdn, cdn.alias)}
c.AliasRecords("megane-names", c.AliasRecordsArgs(zone_id=domain.zone_id, targets=names), ctx)

# The application: what it is told, and the services that it consists of.
cluster_args = c.ClusterArgs(vpc_id=vpc.vpc_id, logs_key_arn=keys.logs_arn, **settings.logs.model_dump())
cluster = c.Cluster("megane-cluster", cluster_args, ctx)
application_args = c.ApplicationArgs(
    database=database,
    cache=cache,
    storage=storage,
    key_arn=keys.data_arn,
    web_origin=balancer.url,
    pool_size=settings.pool_size,
    api_secrets={name: stack.api_secret(name) for name in settings.api_secrets},
)
application = c.Application("megane-app", application_args, ctx)
services = []
for label, service in settings.services.items():
    spec = c.ServiceSpec(**service.model_dump())
    service_args = c.ServiceArgs(
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
    services.append(c.Service(f"megane-{label}", service_args, ctx))

# Who may talk to whom: the document's four security groups, line by line. What is not here is closed.
c.allow(c.WORLD, balancer.access, 443, "Visitors", ctx)
c.allow(c.WORLD, balancer.access, 80, "Visitors, redirected to HTTPS", ctx)
for port in settings.ports:
    c.allow(balancer.access, cluster.access, port, "Requests and health checks", ctx)
c.allow(cluster.access, database.access, 5432, "Queries", ctx)
c.allow(cluster.access, cache.access, 6379, "Sessions", ctx)
c.allow(cluster.access, c.WORLD, 443, "Images, secrets and logs: without ECR, SSM and CloudWatch no task starts", ctx)

alarms = [*vpc.alarms, *database.alarms, *cache.alarms, *storage.alarms, *balancer.alarms, *cdn.alarms]
alarms += [alarm for service in services for alarm in service.alarms]
c.Observability("megane-watch", c.ObservabilityArgs(alarms=alarms, notifications=alarms_to), ctx)

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
