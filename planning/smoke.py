"""What the smoke test asks of a deployment under test, what is asked from outside, and who would answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """What the load balancer sends a service: the paths of its rule, and the rule's number (the lowest is asked first).
    `health_path`: what the service answers 200 to when it is well."""

    paths: Sequence[str]
    priority: int
    health_path: str


def answers(path: str, routes: Mapping[str, Route]) -> str | None:
    """The service whose rule takes a request; None when none does. `*` is any text and `?` one character.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html#path-conditions
    """
    for name in sorted(routes, key=lambda name: routes[name].priority):
        if any(fnmatchcase(path, pattern) for pattern in routes[name].paths):
            return name
    return None


def smoke_paths(routes: Mapping[str, Route], given: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Service -> the paths to ask: those given, else its health check's where that leads to the service itself."""
    own = {name: (route.health_path,) for name, route in routes.items() if answers(route.health_path, routes) == name}
    paths = {name: tuple(given.get(name, own.get(name, ()))) for name in routes}
    return {name: asked for name, asked in paths.items() if asked}


def is_closed(path: str, closed: Sequence[str]) -> bool:
    """Whether the firewall opens a path to a few addresses only; `closed` are prefixes in lower case."""
    return any(path.lower().startswith(prefix) for prefix in closed)


def public_health_path(routes: Mapping[str, Route], closed: Sequence[str]) -> str | None:
    """The health check of a service, that of the first rule, which any visitor reaches too; None when there is none."""
    own = [
        route
        for name, route in routes.items()
        if answers(route.health_path, routes) == name and not is_closed(route.health_path, closed)
    ]
    return min(own, key=lambda route: route.priority).health_path if own else None
