"""The container definition of a task, as data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from planning.iam import Text

# Between SIGTERM and SIGKILL; 120 at the most on Fargate. Not longer than the target group drains connections: what
# is still being answered then is cut off by the load balancer anyway.
STOP_TIMEOUT_SECONDS = 30
HEALTH_INTERVAL_SECONDS = 30

# What a service runs until its own first image has been pushed: Docker's official Node 22.23.3 on Debian slim (the
# index of its architectures, ARM64 and AMD64 among them), from AWS's copy, which has no pull limit for AWS's own
# addresses. https://gallery.ecr.aws/docker/library/node
SEED_IMAGE = (
    "public.ecr.aws/docker/library/node@sha256:c3de60bf2f9dd0ac6370e6117950ff62d6e339527e7472301c9c78a017978392"
)


def health_command(port: int, path: str) -> list[str]:
    """Asks the container itself. Node's own fetch: slim images have no curl. No shell reads the path."""
    address = json.dumps(f"http://localhost:{port}{path}")
    script = f"fetch({address}).then(r=>process.exit(r.ok?0:1)).catch(()=>process.exit(1))"
    return ["CMD", "node", "-e", script]


def seed_command(port: int | None, health_path: str) -> list[str]:
    """What the seed image runs: a server that is well, or without a port a process that stays.

    It answers 200 to health checks, to /health as well, and 404 to all else: a 5xx would set off the alarms that take a
    deployment back. It keeps idle connections longer than the load balancer (60 s), which would meet closed ones
    otherwise, and on SIGTERM finishes what it is answering.
    """
    if port is None:
        return ["node", "-e", "setInterval(()=>{},60000);process.on('SIGTERM',()=>process.exit(0))"]
    well = json.dumps(sorted({"/health", health_path}))
    return [
        "node",
        "-e",
        f"const well={well};"
        "const s=require('http').createServer((q,r)=>{const ok=well.includes(q.url.split('?')[0]);"
        "r.writeHead(ok?200:404,{'Content-Type':'text/plain; charset=utf-8','Cache-Control':'no-store'});"
        "r.end(ok?'ok':'Not deployed yet')});"
        "s.keepAliveTimeout=65000;"
        f"s.listen(Number(process.env.PORT||{port}));"
        "process.on('SIGTERM',()=>s.close(()=>process.exit(0)))",
    ]


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
    command: Sequence[str] | None = None,
) -> dict[str, object]:
    """The one container of a task: unprivileged, its root file system read-only, only /tmp writable.

    `secrets` maps names to parameter ARNs; ECS reads them when a task starts, so no definition holds a secret.
    `command` instead of the image's own.
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
    if command is not None:
        definition["command"] = list(command)
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
