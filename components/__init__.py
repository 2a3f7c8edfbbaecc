"""The parts that a program is made of. Each can be used alone: its arguments are all it needs to know."""

from components.access import WORLD, allow
from components.application import Application, ApplicationArgs, Rotation
from components.audit_trail import AuditTrail, AuditTrailArgs
from components.backup import Backup, BackupArgs, RestoreTesting
from components.base import Context, Thresholds
from components.cache import Cache, CacheArgs, CacheSize
from components.cdn import Cdn, CdnArgs
from components.cluster import Cluster, ClusterArgs
from components.database import Database, DatabaseArgs, DatabaseSize, Restore
from components.database_roles import DatabaseRoles, DatabaseRolesArgs
from components.domain import AliasRecords, AliasRecordsArgs, Domain, DomainArgs
from components.hooks import SignatureCheck, SignatureCheckArgs, SmokeTest, SmokeTestArgs, hooks_of
from components.image_registry import ImageRegistry, ImageRegistryArgs
from components.keys import Keys, KeysArgs
from components.load_balancer import ORIGIN_VERIFY_HEADER, TEST_HEADER, LoadBalancer, LoadBalancerArgs
from components.observability import (
    Budget,
    BudgetArgs,
    Dashboard,
    DashboardArgs,
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
    account_events,
    image_events,
)
from components.operations import Operations, OperationsArgs
from components.provider import aws_provider
from components.service import Service, ServiceArgs, ServiceSpec, Shift
from components.storage import Storage, StorageArgs, UploadsAccess, UploadsAccessArgs
from components.vpc import Vpc, VpcArgs
from components.waf import Maintenance, Waf, WafArgs

__all__ = [
    "ORIGIN_VERIFY_HEADER",
    "TEST_HEADER",
    "WORLD",
    "AliasRecords",
    "AliasRecordsArgs",
    "Application",
    "ApplicationArgs",
    "AuditTrail",
    "AuditTrailArgs",
    "Backup",
    "BackupArgs",
    "Budget",
    "BudgetArgs",
    "Cache",
    "CacheArgs",
    "CacheSize",
    "Cdn",
    "CdnArgs",
    "Cluster",
    "ClusterArgs",
    "Context",
    "Dashboard",
    "DashboardArgs",
    "Database",
    "DatabaseArgs",
    "DatabaseRoles",
    "DatabaseRolesArgs",
    "DatabaseSize",
    "Domain",
    "DomainArgs",
    "Events",
    "EventsArgs",
    "HealthCheck",
    "HealthCheckArgs",
    "ImageRegistry",
    "ImageRegistryArgs",
    "Insights",
    "InsightsArgs",
    "Keys",
    "KeysArgs",
    "LoadBalancer",
    "LoadBalancerArgs",
    "Maintenance",
    "Masking",
    "MaskingArgs",
    "Notifications",
    "NotificationsArgs",
    "Observability",
    "ObservabilityArgs",
    "Operations",
    "OperationsArgs",
    "Restore",
    "RestoreTesting",
    "Rotation",
    "Service",
    "ServiceArgs",
    "ServiceSpec",
    "Shift",
    "SignatureCheck",
    "SignatureCheckArgs",
    "SmokeTest",
    "SmokeTestArgs",
    "Storage",
    "StorageArgs",
    "Thresholds",
    "UploadsAccess",
    "UploadsAccessArgs",
    "Vpc",
    "VpcArgs",
    "Waf",
    "WafArgs",
    "account_events",
    "allow",
    "aws_provider",
    "hooks_of",
    "image_events",
]
