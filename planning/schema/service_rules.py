"""Rules between the settings of the services, and the limits of AWS that many services cross together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from planning.fargate import TASK_SIZES, memory_text
from planning.limits import (
    FIXED_EGRESS_RULES,
    LONGEST_ROUTED_NAME,
    RULES_PER_LOAD_BALANCER,
    RULES_PER_SECURITY_GROUP,
    RULES_PER_SERVICE,
    SERVICES_PER_CLUSTER,
    TARGET_GROUPS_PER_LOAD_BALANCER,
    TARGET_GROUPS_PER_SERVICE,
)
from planning.listener import collisions
from planning.network import plan, usable_addresses
from planning.pools import pool_size
from planning.schema.data import Database
from planning.schema.deployment_rules import RULES as DEPLOYMENT_RULES
from planning.schema.edge import Network
from planning.schema.problems import Problem, at
from planning.schema.services import Service
from planning.secrecy import secret_name, secret_text
from planning.variables import CHOICES, FIXED, taken

_NAME = re.compile("[a-z][a-z0-9-]{0,19}")
_VARIABLE = re.compile("[A-Za-z_][A-Za-z0-9_]*")
_ADVICE = "put it under megane:apiSecrets, encrypted: pulumi config set --secret --path 'megane:apiSecrets.{}'"

Services = Mapping[str, Service]


def names(services: Services) -> Iterator[Problem]:
    """Names become parts of resource names, the shortest limit being that of a target group."""
    for name, service in services.items():
        if _NAME.fullmatch(name) is None:
            yield at(f"services.{name}", "must have a name of 1 to 20 lower-case letters, digits and -, a letter first")
        elif service.port is not None and len(name) > LONGEST_ROUTED_NAME:
            yield at(
                f"services.{name}",
                f"must have a name of at most {LONGEST_ROUTED_NAME} characters with a port: a target group's name, "
                "megane-<name>-green and 8 more, has 32",
            )


def sizes(services: Services) -> Iterator[Problem]:
    """Fargate sells pairs of CPU and memory."""
    for name, service in services.items():
        if service.memory_mib not in TASK_SIZES[service.cpu]:
            yield at(
                f"services.{name}.memoryMib",
                f"must be {memory_text(service.cpu)} with cpu {service.cpu}",
                service.memory_mib,
            )
        if service.min_tasks > service.max_tasks:
            yield at(f"services.{name}.minTasks", f"must be at most maxTasks ({service.max_tasks})", service.min_tasks)


def routing(services: Services) -> Iterator[Problem]:
    """A service has a port, paths and a priority, or none of them; no two rules share a number."""
    for name, service in services.items():
        given = {"paths": service.paths or None, "priority": service.priority}
        for key, value in given.items():
            if service.port is not None and value is None:
                yield at(f"services.{name}.{key}", "is required with a port")
            if service.port is None and value is not None:
                yield at(f"services.{name}.{key}", "has no use without a port: remove it, or give a port", value)
    priorities = {name: service.priority for name, service in services.items() if service.priority is not None}
    for name, wrong in collisions(priorities).items():
        yield at(f"services.{name}.priority", f"must be another: {wrong}", priorities[name])


def reachable(services: Services) -> Iterator[Problem]:
    """No path is wholly taken by a service that is asked before. That nobody takes `/*` is no mistake: an API alone."""
    routed = [
        (service.priority, name, service.paths)
        for name, service in services.items()
        if service.port is not None and service.priority is not None
    ]
    for priority, name, paths in routed:
        earlier = [
            (pattern, other, number)
            for number, other, theirs in sorted(routed)
            if number < priority
            for pattern in theirs
        ]
        for index, path in enumerate(paths):
            for pattern, other, number in earlier:
                if _covers(pattern, path):
                    yield at(
                        f"services.{name}.paths[{index}]",
                        f"must be another: {other} is asked first and takes it ({pattern}, priority {number})",
                        path,
                    )
                    break


def _covers(pattern: str, other: str) -> bool:
    """Whether the pattern takes all that the other does: `*` is any text, of which `*` in the other is a case, and `?`
    one character, which `*` is not."""
    parts = ({"*": ".*", "?": r"[^*]"}.get(character, re.escape(character)) for character in pattern)
    return re.fullmatch("".join(parts), other) is not None


def variables(services: Services) -> Iterator[Problem]:
    """Plain variables are readable by everyone who may read the task definition."""
    for name, service in services.items():
        for key, text in service.environment.items():
            path = f"services.{name}.environment.{key}"
            if _VARIABLE.fullmatch(key) is None:
                yield at(path, "must have a name of letters, digits and _, no digit first")
            elif taken([key]):
                yield at(path, "is set by this program: remove it")
            elif secret_name(key) or secret_text(text):
                yield at(path, "looks like a secret; " + _ADVICE.format(key))


def variables_or_secrets(services: Services, api_secrets: tuple[str, ...]) -> Iterator[Problem]:
    """ECS refuses a task definition that gives a name both as a variable and as a secret."""
    for name, service in services.items():
        for key in service.environment.keys() & set(api_secrets):
            yield at(f"services.{name}.environment.{key}", "is also under apiSecrets: keep one of the two")
    for key in sorted((FIXED | CHOICES) & set(api_secrets)):
        yield at(f"apiSecrets.{key}", "is a variable that this program sets: give it another name")


def limits(services: Services) -> Iterator[Problem]:
    """Quotas of the one load balancer, the one security group and the one cluster."""
    routed = [service for service in services.values() if service.port is not None]
    ports = len({service.port for service in routed})
    for limit, needed in (
        (SERVICES_PER_CLUSTER, len(services)),
        (RULES_PER_LOAD_BALANCER, RULES_PER_SERVICE * len(routed)),
        (TARGET_GROUPS_PER_LOAD_BALANCER, TARGET_GROUPS_PER_SERVICE * len(routed)),
        (RULES_PER_SECURITY_GROUP, max(ports, FIXED_EGRESS_RULES)),
    ):
        if wrong := limit.exceeded_by(needed):
            yield at("services", wrong)


def pool(services: Services, database: Database) -> Iterator[Problem]:
    """A deployment runs every task twice; each must get a connection."""
    tasks = sum(service.max_tasks for service in services.values() if service.database)
    if tasks and not pool_size(database.max_connections, tasks):
        yield at(
            "services",
            f"needs database connections for {tasks} tasks (maxTasks of services with database: true), twice that "
            f"during a deployment: 80 % of maxConnections ({database.max_connections}) is less than {2 * tasks}",
        )


def addresses(services: Services, network: Network) -> Iterator[Problem]:
    """Every task takes an address of the private subnets, and a deployment runs every task twice."""
    blocks = network.private_subnets
    if not blocks:
        try:
            blocks = plan(network.cidr, network.azs).private
        except ValueError:
            return  # told as a mistake of the network
    needed = 2 * sum(service.max_tasks for service in services.values())
    if network.azs and needed > usable_addresses(blocks):
        yield at(
            "services",
            f"needs {needed} addresses (twice the sum of maxTasks, for a deployment), the private subnets have "
            f"{usable_addresses(blocks)}",
        )


RULES: tuple[Callable[..., Iterator[Problem]], ...] = (
    names,
    sizes,
    routing,
    reachable,
    variables,
    variables_or_secrets,
    limits,
    pool,
    addresses,
    *DEPLOYMENT_RULES,
)
