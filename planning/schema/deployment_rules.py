"""Rules of how services are deployed: strategies, hooks, the first image, and the night."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pydantic.alias_generators import to_camel

from planning.deployments import COMPANIONS, MOST_CERTIFICATE_TEXT, certificates_text
from planning.environments import EnvironmentName
from planning.images import repository_arn
from planning.schema.edge import Waf
from planning.schema.problems import Problem, at
from planning.schema.services import Deployment, Service
from planning.smoke import Route, answers, is_closed

Services = Mapping[str, Service]
CLOSED = "is below waf.adminPaths, where the firewall answers 403"


def strategy(deployment: Deployment) -> Iterator[Problem]:
    """Each strategy has its own companions; those of another one would do nothing, silently."""
    for owner, companions in COMPANIONS.items():
        for name in companions:
            path, value = f"deployment.{to_camel(name)}", getattr(deployment, name)
            if owner == deployment.strategy and value is None:
                yield at(path, f"is required with deployment.strategy {owner}")
            if owner != deployment.strategy and value is not None:
                yield at(path, f"has no use with deployment.strategy {deployment.strategy}: remove it", value)


def hooks(deployment: Deployment) -> Iterator[Problem]:
    """ECS documents the stages that hooks are asked at for deployments that shift traffic."""
    if deployment.strategy == "ROLLING":
        if deployment.smoke_test:
            yield at("deployment.smokeTest", "needs another deployment.strategy: ROLLING has no test traffic")
        if deployment.signature is not None:
            yield at("deployment.signature", "needs another deployment.strategy: ROLLING asks no hooks")


def signatures(deployment: Deployment, services: Services) -> Iterator[Problem]:
    """What can be checked: images in ECR, against as many certificates as a Lambda function can be told."""
    if deployment.signature is None:
        return
    length = len(certificates_text(deployment.signature.root_certificates))
    if length > MOST_CERTIFICATE_TEXT:
        yield at(
            "deployment.signature.rootCertificates",
            f"must have {MOST_CERTIFICATE_TEXT} characters at the most together, these have {length}",
        )
    for name, service in services.items():
        if not service.seeded and repository_arn(service.image) is None:
            yield at(
                f"services.{name}.image", "must be in ECR: deployment.signature reads signatures there", service.image
            )


def smoke_paths(deployment: Deployment, services: Services, waf: Waf) -> Iterator[Problem]:
    """A smoke test that another service answers, or the firewall, tests nothing or never passes."""
    given = deployment.smoke_paths
    if not deployment.smoke_test:
        for name in given:
            yield at(f"deployment.smokePaths.{name}", "has no use without deployment.smokeTest: remove it")
        return
    known = routes(services)
    for name in given.keys() - known.keys():
        yield at(f"deployment.smokePaths.{name}", "must be the name of a service with a port")
    for name, route in known.items():
        if name not in given and _trouble(name, route.health_path, known, waf):
            yield at(
                f"deployment.smokePaths.{name}",
                f"is required, [] for none: healthCheckPath {route.health_path} "
                f"{_trouble(name, route.health_path, known, waf)}",
            )
        for index, path in enumerate(given.get(name, ())):
            if trouble := _trouble(name, path, known, waf):
                yield at(f"deployment.smokePaths.{name}[{index}]", f"must be another: it {trouble}", path)


def routes(services: Services) -> dict[str, Route]:
    """What the load balancer sends where."""
    return {
        name: Route(paths=service.paths, priority=service.priority, health_path=service.health_check_path)
        for name, service in services.items()
        if service.port is not None and service.priority is not None
    }


def _trouble(name: str, path: str, known: Mapping[str, Route], waf: Waf) -> str | None:
    if is_closed(path, waf.admin_paths):
        return CLOSED
    who = answers(path, known)
    return None if who == name else f"is answered by {who or 'nobody'}"


def first_images(services: Services, environment: EnvironmentName) -> Iterator[Problem]:
    """A recovery starts what production ran; there is nothing to wait for."""
    for name, service in services.items():
        if environment == "dr" and service.seeded:
            yield at(f"services.{name}.image", "is required in dr: a recovery starts what production ran")


def nights(services: Services) -> Iterator[Problem]:
    """The night's limits are within the day's, for which connections and addresses are counted."""
    for name, service in services.items():
        night, path = service.night_tasks, f"services.{name}.nightTasks"
        if night is None:
            continue
        if night.start == night.end:
            yield at(f"{path}.to", "must be another time than from", night.end)
        if night.min_tasks == 0 and service.port is not None:
            yield at(f"{path}.minTasks", "must be at least 1 with a port: visitors come at night too", 0)
        most = service.max_tasks if night.max_tasks is None else night.max_tasks
        if most > service.max_tasks:
            yield at(f"{path}.maxTasks", f"must be at most maxTasks of the day ({service.max_tasks})", most)
        if night.min_tasks > most:
            yield at(f"{path}.minTasks", f"must be at most maxTasks ({most})", night.min_tasks)


RULES: tuple[Callable[..., Iterator[Problem]], ...] = (
    strategy,
    hooks,
    signatures,
    smoke_paths,
    first_images,
    nights,
)
