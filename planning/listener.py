"""Listener rules of a service: one for production traffic, one for the header-marked test traffic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

# Such that `priority // 10` is at least 10 and the production rule stays under the ALB's 50000.
LOWEST_PRIORITY = 100
HIGHEST_PRIORITY = 49000

# A rule holds at most 5 condition values, and the test rule spends one of them on its header.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
MOST_PATHS = 4


# A connection to a task must not be closed by the task while the load balancer is about to use it again: visitors
# would see 502. Node closes idle connections after 5 s unless told otherwise.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
IDLE_TIMEOUT_SECONDS = 60
KEEP_ALIVE_SECONDS = 65  # of the application's server: `keepAliveTimeout`; `headersTimeout` longer still


class RulePriorities(NamedTuple):
    """Priorities on the HTTPS listener; the lower number is asked first."""

    test: int
    production: int


def rule_priorities(priority: int) -> RulePriorities:
    """A service's two rules from its one `priority`: production = priority, test = priority // 10.

    The test rule has the same paths and a header on top, so it must be asked before the production rule. Changing a
    priority replaces both rules, under a running service: choose it once.
    """
    return RulePriorities(test=priority // 10, production=priority)


def collisions(priorities: Mapping[str, int]) -> dict[str, str]:
    """Of services by name: each that would take a rule number that an earlier one has, and the reason."""
    owners: dict[int, list[str]] = defaultdict(list)
    found: dict[str, str] = {}
    for service, priority in priorities.items():
        rules = rule_priorities(priority)
        for kind, number in (("production", rules.production), ("test", rules.test)):
            if owners[number] and service not in found:
                found[service] = f"its {kind} rule would be number {number}, as {owners[number][0]}"
            owners[number].append(f"the {kind} rule of {service}")
    return found
