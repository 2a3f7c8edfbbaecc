"""Other values for what the way in lets one say: the load balancer and the firewall before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from components import load_balancer, waf
from components.base import Component
from tests.components import build
from tests.components.knobs import OTHER_SUBNETS, Knobs


def firewall(**changes: Any) -> Component:
    """Before the load balancer, or at the edge."""
    return build.edge_waf(**changes) if changes.get("scope") == "CLOUDFRONT" else build.waf(**changes)


KNOBS: Mapping[type, Knobs] = {
    load_balancer.LoadBalancerArgs: Knobs(
        build.load_balancer,
        {
            "subnets": OTHER_SUBNETS,
            "host": "other.example.jp",
            "certificate_arn": "arn:certificate/2",
            "log_bucket": "logs-2",
            "logs_key_arn": "arn:key/2",
            "logs_to_cloudwatch": False,
        },
    ),
    waf.Maintenance: Knobs(
        lambda **changes: build.waf(maintenance=replace(build.MAINTENANCE, **changes)),
        {"enabled": False, "allowed_cidrs": [], "retry_after_seconds": 60, "message": None},
    ),
    waf.WafArgs: Knobs(
        firewall,
        {
            "load_balancer_arn": "arn:lb/2",
            "logs_key_arn": "arn:key/2",
            "test_header_value": "let-me-in-2",
            "admin_cidrs": ["198.51.100.0/24"],
            "admin_paths": ["/admin"],
            "rate_limit": 100,
            "log_all": True,
            "scope": "CLOUDFRONT",
            "through_cdn": "only",
            "origin_verify_value": "let-me-in-2",
            "upload_paths": [],
            "count": ["rate-limit"],
            "count_until": "2026-11-30",
            "maintenance": build.MAINTENANCE,
        },
    ),
}
