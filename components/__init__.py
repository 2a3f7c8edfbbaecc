"""The parts that a program is made of. Each can be used alone: its arguments are all it needs to know."""

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

__all__ = [
    "WORLD",
    "AliasRecords",
    "AliasRecordsArgs",
    "Application",
    "ApplicationArgs",
    "Cache",
    "CacheArgs",
    "CacheSize",
    "Cdn",
    "CdnArgs",
    "Cluster",
    "ClusterArgs",
    "Context",
    "Database",
    "DatabaseArgs",
    "DatabaseSize",
    "Domain",
    "DomainArgs",
    "Keys",
    "KeysArgs",
    "LoadBalancer",
    "LoadBalancerArgs",
    "Notifications",
    "NotificationsArgs",
    "Observability",
    "ObservabilityArgs",
    "Service",
    "ServiceArgs",
    "ServiceSpec",
    "Storage",
    "StorageArgs",
    "Thresholds",
    "UploadsAccess",
    "UploadsAccessArgs",
    "Vpc",
    "VpcArgs",
    "Waf",
    "WafArgs",
    "allow",
    "aws_provider",
]
