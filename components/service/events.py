"""What ECS has to tell about a service by itself: deployments and tasks that end in trouble."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.event import Event

_SERVICE = {"service": "$.resources[0]", "event": "$.detail.eventName"}


def service_events(label: str, service: aws.ecs.Service, cluster_arn: pulumi.Input[str]) -> list[Event]:
    """Events of one service.

    ECS names a failed deployment in two kinds of event, as its pages do, which do not say whether one failure is told
    in both. A task that ends because ECS has no more need of it (scaling, deployment) has another stop code than one
    that ends by itself (also out of memory) or never started; those that fail their health checks tell in the reason.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
    """
    return [
        Event(
            name=f"{label}-deployment-failed",
            severity="warning",
            title=f"a deployment of {label} failed",
            pattern={
                "source": ["aws.ecs"],
                "detail-type": ["ECS Deployment State Change", "ECS Service Action"],
                "resources": [service.arn],
                "detail": {"eventName": ["SERVICE_DEPLOYMENT_FAILED"]},
            },
            text="<event> of <service>. ECS goes back to the version before; visitors stay on it.",
            fields=_SERVICE,
            runbook="deployment-failed",
        ),
        Event(
            name=f"{label}-tasks-cannot-start",
            severity="warning",
            title=f"tasks of {label} cannot start",
            pattern={
                "source": ["aws.ecs"],
                "detail-type": ["ECS Service Action"],
                "resources": [service.arn],
                "detail": {
                    "eventName": [
                        "SERVICE_TASK_START_IMPAIRED",
                        "SERVICE_TASK_PLACEMENT_FAILURE",
                        "SERVICE_TASK_CONFIGURATION_FAILURE",
                    ]
                },
            },
            text="<event> of <service>.",
            fields=_SERVICE,
            runbook="tasks-cannot-start",
        ),
        Event(
            name=f"{label}-task-stopped",
            severity="warning",
            title=f"a task of {label} stopped by itself",
            pattern={
                "source": ["aws.ecs"],
                "detail-type": ["ECS Task State Change"],
                "detail": {
                    "clusterArn": [cluster_arn],
                    "group": [pulumi.Output.concat("service:", service.name)],
                    "lastStatus": ["STOPPED"],
                    "$or": [
                        {"stopCode": ["EssentialContainerExited", "TaskFailedToStart"]},
                        {"stoppedReason": [{"prefix": "Task failed "}]},  # … ELB or container health checks
                    ],
                },
            },
            text="<code>: <task>.",
            fields={"code": "$.detail.stopCode", "task": "$.detail.taskArn"},
            runbook="task-stopped",
        ),
    ]
