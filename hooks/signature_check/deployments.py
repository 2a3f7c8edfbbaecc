"""What a deployment replaces, and what its revisions run."""

from __future__ import annotations

from hooks.clients import Container, Ecs, patient
from hooks.lifecycle import Call, NotYetError, RefusedError


def replaced(ecs: Ecs, call: Call) -> list[str]:
    """ARNs of the revisions that run now; none while the service has never run anything.

    Not the list of deployments: that holds failed ones too, and forgets after 90 days.
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html
    """
    answer = patient(lambda: ecs.describe_service_deployments(serviceDeploymentArns=[call.deployment_arn]))
    if len(answer["serviceDeployments"]) != 1:
        raise NotYetError(f"{call.deployment_arn} is not to be seen")
    return [source["arn"] for source in answer["serviceDeployments"][0].get("sourceServiceRevisions", [])]


def containers(ecs: Ecs, revision_arn: str) -> list[Container]:
    """The containers of a revision's tasks: one at least."""
    revisions = patient(lambda: ecs.describe_service_revisions(serviceRevisionArns=[revision_arn]))
    if len(revisions["serviceRevisions"]) != 1:
        raise RefusedError(f"{revision_arn} does not exist")
    name = revisions["serviceRevisions"][0]["taskDefinition"]
    found = patient(lambda: ecs.describe_task_definition(taskDefinition=name))["taskDefinition"]["containerDefinitions"]
    if not found:
        raise RefusedError(f"{name} has no container")
    return found
