"""The container definition of a task, as data."""

from __future__ import annotations

from collections.abc import Mapping

from planning.iam import Text

STOP_TIMEOUT_SECONDS = 30  # as long as the target group drains connections
HEALTH_INTERVAL_SECONDS = 30


def health_command(port: int, path: str) -> list[str]:
    """Asks the container itself. Node's own fetch: slim images have no curl."""
    script = f"fetch('http://localhost:{port}{path}').then(r=>process.exit(r.ok?0:1)).catch(()=>process.exit(1))"
    return ["CMD-SHELL", f'node -e "{script}"']


def container(
    *,
    name: str,
    image: str,
    port: int | None,
    health_path: str,
    environment: Mapping[str, Text],
    secrets: Mapping[str, Text],
    log_group: Text,
    region: str,
) -> dict[str, object]:
    """The one container of a task: unprivileged, its root file system read-only, only /tmp writable.

    `secrets` maps names to parameter ARNs; ECS reads them when a task starts, so no definition holds a secret.
    """
    definition: dict[str, object] = {
        "name": name,
        "image": image,
        "essential": True,
        "readonlyRootFilesystem": True,
        "user": "1000",
        "privileged": False,
        "linuxParameters": {"initProcessEnabled": True},
        "mountPoints": [{"sourceVolume": "tmp", "containerPath": "/tmp", "readOnly": False}],  # noqa: S108
        "stopTimeout": STOP_TIMEOUT_SECONDS,
        "environment": [{"name": key, "value": environment[key]} for key in sorted(environment)],
        "secrets": [{"name": key, "valueFrom": secrets[key]} for key in sorted(secrets)],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": log_group,
                "awslogs-region": region,
                "awslogs-stream-prefix": name,
                # A service that cannot deliver its logs keeps serving, and drops what 25 MB cannot hold.
                "mode": "non-blocking",
                "max-buffer-size": "25m",
            },
        },
    }
    if port is not None:
        definition["portMappings"] = [{"containerPort": port, "protocol": "tcp", "name": name, "appProtocol": "http"}]
        definition["healthCheck"] = {
            "command": health_command(port, health_path),
            "interval": HEALTH_INTERVAL_SECONDS,
            "timeout": 5,
            "retries": 3,
            "startPeriod": 60,
        }
    return definition
