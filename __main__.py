"""The production system of an optician chain, from the network to the alarms: read it as the architecture drawing."""

import pulumi

import components as c
import settings as stack
from hooks.archive import archive

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
    runbook=settings.runbook,
)
copies, adopts = settings.copies, settings.adopts  # in a second region: those made for it, or found there by a recovery
keys = c.Keys("megane-keys", c.KeysArgs(separate=settings.separate_keys, copies=copies, adopts=adopts), ctx)
pagers = {name: stack.pager_url(name) for name in settings.pager_urls}
alarms_to_args = c.NotificationsArgs(keys=keys.arns, escalation_urls=pagers, **settings.notifications.readers)
alarms_to = c.Notifications("megane-alarms", alarms_to_args, ctx)

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
    copies=copies,
    restore=c.Restore(**settings.database.restore.model_dump()) if settings.database.restore else None,
    password_version=settings.rotation.master,
    managed_password=settings.database.rds_keeps_password,
    size=c.DatabaseSize(**settings.database.size),
)
database = c.Database("megane-database", database_args, ctx)
cache_args = c.CacheArgs(
    subnets=vpc.isolated,
    keys=keys.arns,
    size=c.CacheSize(**settings.cache.model_dump(), apply_immediately=settings.database.apply_immediately),
    token_version=settings.rotation.cache,
)
cache = c.Cache("megane-cache", cache_args, ctx)
storage_args = c.StorageArgs(
    key_arn=keys.data_arn,
    protection=settings.storage.mfa_delete,
    noncurrent_days=settings.storage.kept_days,
    lock_days=settings.storage.locked_days,
    copies=copies,
    copies_key_arn=keys.arns.copies,
    adopts=adopts,
)
storage = c.Storage("megane-storage", storage_args, ctx)
restored = c.RestoreTesting(
    subnet_group_name=database.subnet_group_name,
    security_group_ids=[database.security_group_id],
    hour=settings.backup.hour,
    validation_window_hours=4,
)
backup_args = c.BackupArgs(
    databases={"primary": database.primary_arn},
    key_arn=keys.data_arn,
    keep_days=settings.backup.keep_days,
    hour=settings.backup.hour,
    copies=copies,
    copies_key_arn=keys.arns.copies,
    restore_testing=restored if settings.backup.restore_testing else None,
)
backup = c.Backup("megane-backup", backup_args, ctx)

# The way in: names and certificates, the load balancer behind its firewall, the CDN.
domain_args = c.DomainArgs(
    **settings.dns.model_dump(), validated_elsewhere=settings.stands_by, taken_over=settings.dr.cutover
)
domain = c.Domain("megane-domain", domain_args, ctx)
balancer_args = c.LoadBalancerArgs(
    subnets=vpc.public,
    host=hosts.app,
    certificate_arn=domain.certificate_arn,
    log_bucket=storage.log_bucket,
    logs_key_arn=keys.logs_arn,
    logs_to_cloudwatch=settings.logs.alb_to_cloudwatch,
)
balancer = c.LoadBalancer("megane-alb", balancer_args, ctx)
filters = settings.waf.model_dump() | {
    "test_header_value": balancer.front.test_header_value,
    "maintenance": c.Maintenance(**settings.maintenance.model_dump()),
}
waf_args = c.WafArgs(
    load_balancer_arn=balancer.arn,
    logs_key_arn=keys.logs_arn,
    origin_verify_value=balancer.origin_verify_value if hosts.origin else None,
    through_cdn=settings.cdn.through,
    **filters,
)
waf = c.Waf("megane-waf", waf_args, ctx)
edge_waf = None
if settings.cdn.fronts_app:
    edge_args = c.WafArgs(scope="CLOUDFRONT", load_balancer_arn=None, logs_key_arn=keys.edge_arn, **filters)
    edge_waf = c.Waf("megane-waf-edge", edge_args, ctx)
cdn_args = c.CdnArgs(
    bucket_domain_name=storage.uploads_domain_name,
    error_page_bucket=storage.uploads_bucket,
    host=hosts.cdn,
    app_host=hosts.app,
    web_acl_arn=edge_waf.arn if edge_waf else None,
    origin_host=hosts.origin,
    origin_verify_value=balancer.origin_verify_value,
    certificate_arn=domain.edge_certificate_arn,
    shield_region=settings.shield_region,
    logs_key_arn=keys.edge_arn,
    **settings.cdn.args,
)
cdn = c.Cdn("megane-cdn", cdn_args, ctx)
uploads_args = c.UploadsAccessArgs(
    uploads=storage.uploads,
    uploads_copy=storage.uploads_copy,
    distribution_arn=cdn.arn,
    readable=cdn.readable,
    web_origin=balancer.url,
    versions_need_mfa=settings.storage.mfa_delete == "manual",
    standby_origin=settings.standby_origin,
)
c.UploadsAccess("megane-uploads", uploads_args, ctx)
names = {
    "app": (hosts.app, cdn.alias if settings.cdn.receives_app else balancer.alias),
    "origin": (hosts.origin, balancer.alias),
    "cdn": (hosts.cdn, cdn.alias),
}
names_args = c.AliasRecordsArgs(zone_id=domain.zone_id, targets=names, taken_over=settings.dr.cutover, after=[cdn])
records = c.AliasRecords("megane-names", names_args, ctx)

# The application: what it is told, and the services that it consists of.
cluster_args = c.ClusterArgs(
    vpc_id=vpc.vpc_id,
    logs_key_arn=keys.logs_arn,
    container_insights=settings.logs.container_insights,
    profile=settings.profile,
)
cluster = c.Cluster("megane-cluster", cluster_args, ctx)
application_args = c.ApplicationArgs(
    database=database,
    cache=cache,
    storage=storage,
    cdn=cdn,
    key_arn=keys.data_arn,
    web_origin=balancer.url,
    pool_size=settings.pool_size,
    api_secrets={name: stack.api_secret(name) for name in settings.api_secrets},
    copies=copies,
    copies_key_arn=keys.arns.copies,
    adopts=adopts,
    adopted_api_secrets=settings.dr.api_secrets,
    rotation=c.Rotation(**settings.rotation.model_dump(exclude={"master", "cache"})),
)
application = c.Application("megane-app", application_args, ctx)
roles_args = c.DatabaseRolesArgs(
    host=database.host,
    database=database.database,
    master_username=database.username,
    master_password_from=application.master_password_from,
    managed_secret_arn=database.managed_secret_arn,
    secrets=application.role_secrets,
    keys=keys.arns,
    **settings.operations.psql,
)
roles = c.DatabaseRoles("megane-database-roles", roles_args, ctx)
tasks = settings.operations.tasks(settings.services)
operations_args = c.OperationsArgs(
    cluster=cluster, database=database, passwords=application.role_secrets, keys=keys.arns, **tasks
)
operations = c.Operations("megane-operations", operations_args, ctx)
signature = smoke = None
if signed := settings.deployment.signature:
    signature_args = c.SignatureCheckArgs(
        code=archive("signature_check"),
        keys=keys.arns,
        cluster_name=cluster.cluster_name,
        images=[service.image for service in settings.services.values()],
        **signed.model_dump(),
    )
    signature = c.SignatureCheck("megane-signature", signature_args, ctx)
if settings.deployment.smoke_test:
    smoke_args = c.SmokeTestArgs(
        code=archive("smoke_test"),
        keys=keys.arns,
        cluster_name=cluster.cluster_name,
        url=balancer.url,
        connect_to=balancer.dns_name,
        headers=balancer.secret_headers,
    )
    smoke = c.SmokeTest("megane-smoke", smoke_args, ctx)
services = {}
for label, service in settings.services.items():
    spec = c.ServiceSpec(**service.spec)
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
        shift=c.Shift(**settings.deployment.shift),
        hooks=c.hooks_of(signature, smoke, settings.smoke_paths.get(label, ())),
    )
    services[label] = c.Service(f"megane-{label}", service_args, ctx)

# Who may talk to whom: the document's four security groups, line by line. What is not here is closed.
c.allow(c.WORLD, balancer.access, 443, "Visitors", ctx)
c.allow(c.WORLD, balancer.access, 80, "Visitors, redirected to HTTPS", ctx)
for port in settings.ports:
    c.allow(balancer.access, cluster.access, port, "Requests and health checks", ctx)
c.allow(cluster.access, database.access, 5432, "Queries", ctx)
c.allow(cluster.access, cache.access, 6379, "Sessions", ctx)
c.allow(cluster.access, c.WORLD, 443, "Images, secrets and logs: without ECR, SSM and CloudWatch no task starts", ctx)

firewalls = [waf, edge_waf] if edge_waf else [waf]
parts = [vpc, database, cache, storage, backup, domain, balancer, *firewalls, cdn, cluster, *services.values()]
if outside := settings.outside:
    check_args = c.HealthCheckArgs(
        host=outside.host,
        path=outside.path,
        paused=settings.maintenance.enabled,
        after=[*firewalls, records],
        answered_by=services[outside.service].service_name,
    )
    parts.append(c.HealthCheck("megane-outside", check_args, ctx))
if settings.audit.create_trail:
    audit_args = c.AuditTrailArgs(
        keys=keys.arns,
        access_log_bucket=storage.log_bucket,
        deploy_roles=settings.audit.deploy_roles,
        upload_buckets=[storage.uploads_arn] if settings.audit.upload_events else [],
    )
    parts.append(c.AuditTrail("megane-audit", audit_args, ctx))
events = [event for part in parts for event in part.events]
events += [*c.image_events(settings.images, ctx), *c.account_events(settings.events.scope)]
parts.append(c.Events("megane-events", c.EventsArgs(events=events, notifications=alarms_to), ctx))
alarms = [alarm for part in parts for alarm in part.alarms]
office = settings.notifications.mute_rules
watch_args = c.ObservabilityArgs(alarms=alarms, notifications=alarms_to, mute_rules=office)
watch = c.Observability("megane-watch", watch_args, ctx)
dashboard_args = c.DashboardArgs(
    graphs=[*alarms, *(graph for part in parts for graph in part.graphs)],
    alarm_arns=[*watch.alarm_arns, *(arn for service in services.values() for arn in service.deployment_alarm_arns)],
    links={"アプリケーション": balancer.url, "CDN": cdn.url},
)
dashboard = c.Dashboard("megane-dashboard", dashboard_args, ctx)
logs = [log for part in parts for log in part.logs]
if settings.logs.mask_personal_data:
    masking = c.Masking("megane-masking", c.MaskingArgs(logs=logs, logs_key_arn=keys.logs_arn), ctx)
    logs += masking.logs
c.Insights("megane-queries", c.InsightsArgs(logs=logs), ctx)
if settings.budget.scope != "none":
    budget_args = c.BudgetArgs(**settings.budget.model_dump(), topic_arn=alarms_to.warning_topic_arn, after=[alarms_to])
    c.Budget("megane-budget", budget_args, ctx)

pulumi.export("url", balancer.url)
pulumi.export("cdnUrl", cdn.url)
pulumi.export("dashboardUrl", dashboard.url)
pulumi.export("distributionId", cdn.distribution_id)
pulumi.export("signingKeyParameter", application.signing_key_parameter)
pulumi.export("zoneId", domain.zone_id)
pulumi.export("nameServers", domain.name_servers)
pulumi.export("databaseReadHost", database.read_host)
pulumi.export("databaseBackupArn", database.backup_arn)
pulumi.export("databaseRolesTask", roles.task_definition_arn)
pulumi.export("operationsTask", operations.task_definition_arn)
pulumi.export("migrationTask", operations.migration_task_definition_arn)
pulumi.export("privateSubnets", vpc.private.ids)
pulumi.export("servicesSecurityGroup", cluster.security_group_id)
pulumi.export("uploadsBucket", storage.uploads_bucket)
pulumi.export("clusterName", cluster.cluster_name)
pulumi.export("seedServices", settings.seed_services)
pulumi.export("webAclArn", waf.arn)
pulumi.export("parameterNames", application.parameter_names)
pulumi.export("RDS_HOSTNAME", database.host)
pulumi.export("RDS_PASSWORD", database.password)
pulumi.export("JWT_SECRET", application.jwt_secret)
pulumi.export("REDIS_ENDPOINT", cache.endpoint)
