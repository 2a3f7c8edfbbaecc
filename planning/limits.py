"""Limits of AWS that a growing number of services crosses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """The most of something that AWS allows, and the page that says so."""

    what: str
    most: int
    source: str

    def exceeded_by(self, needed: int) -> str | None:
        """What to tell a person who needs that many, or None when they fit."""
        if needed <= self.most:
            return None
        return f"needs {needed} {self.what}, AWS allows {self.most} ({self.source})"


_ALB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html"
_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html"
_VPC = "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html"
_REDIS = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/quota-limits.html"

RULES_PER_LOAD_BALANCER = Limit(what="listener rules on one load balancer", most=100, source=_ALB)
TARGET_GROUPS_PER_LOAD_BALANCER = Limit(what="target groups on one load balancer", most=100, source=_ALB)
RULES_PER_SECURITY_GROUP = Limit(what="rules in one direction of a security group", most=60, source=_VPC)
TASKS_PER_SERVICE = Limit(what="tasks in one service", most=5000, source=_ECS)
SERVICES_PER_CLUSTER = Limit(what="services in one cluster", most=5000, source=_ECS)
NODES_PER_CACHE = Limit(what="nodes in one Redis cluster", most=90, source=_REDIS)

# A target group's name has 32 characters, of which "megane--green" and the "-1234567" that Pulumi adds take 21.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
LONGEST_ROUTED_NAME = 32 - len("megane--green") - len("-1234567")

RULES_PER_SERVICE = 2  # production and test
TARGET_GROUPS_PER_SERVICE = 2  # blue and green
# tcp 443 to the world, 5432 to the database, 6379 to the cache: what the services' group has besides its ports.
FIXED_EGRESS_RULES = 3
