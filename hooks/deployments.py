"""What the deployments of a service tell."""

from __future__ import annotations

from hooks.clients import Ecs, patient
from hooks.lifecycle import Call


def is_first(ecs: Ecs, call: Call) -> bool:
    """Whether the service has had no deployment but the one that this call is about, whatever became of others."""
    answer = patient(lambda: ecs.list_service_deployments(service=call.service_arn, cluster=call.cluster))
    arns = {deployment["serviceDeploymentArn"] for deployment in answer["serviceDeployments"]}
    return arns <= {call.deployment_arn} and not answer.get("nextToken")
