"""AWS's own sample events, shortened to what rules and messages look at, with names of this project filled in.

Each from the page that is given with it.
"""

from __future__ import annotations

from typing import Any

from tests.components.build import ACCOUNT, REGION

Sample = dict[str, Any]
TIME = "2026-11-26T12:31:14Z"


def _event(source: str, kind: str, resources: list[str], detail: Sample, region: str = REGION) -> Sample:
    return {
        "version": "0",
        "id": "ddca6449-b258-46c0-8653-e0e3a6d0468b",
        "detail-type": kind,
        "source": source,
        "account": ACCOUNT,
        "time": TIME,
        "region": region,
        "resources": resources,
        "detail": detail,
    }


def deployment(
    service: str, name: str = "SERVICE_DEPLOYMENT_FAILED", kind: str = "ECS Deployment State Change"
) -> Sample:
    """https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html"""
    detail = {
        "eventType": "ERROR",
        "eventName": name,
        "deploymentId": "ecs-svc/123",
        "updatedAt": "2020-05-23T11:11:11Z",
        "reason": "ECS deployment circuit breaker: task failed to start.",
    }
    return _event("aws.ecs", kind, [service], detail)


def service_action(service: str, name: str) -> Sample:
    """https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html"""
    cluster = service.replace(":service/", ":cluster/").rpartition("/")[0]
    detail = {"eventType": "WARN", "eventName": name, "clusterArn": cluster, "createdAt": "2019-11-19T19:55:38.725Z"}
    return _event("aws.ecs", "ECS Service Action", [service], detail)


def task(cluster: str, group: str, *, status: str = "STOPPED", code: str | None = None, reason: str = "") -> Sample:
    """https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html

    Stop codes: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
    """
    arn = cluster.replace(":cluster/", ":task/") + "/13f4fa0ad4994d9f8f9d8f9a3f3f3f3f"
    detail: Sample = {
        "clusterArn": cluster,
        "containers": [{"name": "api", "lastStatus": status, "exitCode": 137}],
        "desiredStatus": "STOPPED",
        "group": group,
        "lastStatus": status,
        "taskArn": arn,
        "version": 4,
    }
    if code is not None:
        detail |= {"stopCode": code, "stoppedReason": reason}
    return _event("aws.ecs", "ECS Task State Change", [arn], detail)


def backup_job(vault: str, state: str) -> Sample:
    """https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html#aws-backup-events-backup-job"""
    detail = {
        "backupJobId": "34176239-e96d-4e1d-9fad-529dbb3c3556",
        "backupVaultArn": f"arn:aws:backup:{REGION}:{ACCOUNT}:backup-vault:{vault}",
        "backupVaultName": vault,
        "bytesTransferred": "0",
        "resourceType": "RDS",
        "state": state,
        "statusMessage": '"Backup job failed because there was a running job for the same resource."',
        "percentDone": 0,
    }
    return _event("aws.backup", "Backup Job State Change", [], detail)


def copy_job(vault_arn: str, state: str) -> Sample:
    """https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html#aws-backup-events-copy-job"""
    detail = {
        "copyJobId": "47C8EF56-74D8-059D-1301-C5BE1D5C926E",
        "backupSizeInBytes": 22548578304,
        "sourceBackupVaultArn": vault_arn,
        "state": state,
        "statusMessage": "Access denied exception while trying to list tags",
    }
    return _event("aws.backup", "Copy Job State Change", ["arn:aws:rds:snapshot"], detail)


def restore_job(role: str, status: str) -> Sample:
    """https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html#aws-backup-events-restore-job"""
    detail = {
        "restoreJobId": "1B234A56-789B-01CD-2A34-4567A08901FD",
        "backupSizeInBytes": "22548578304",
        "iamRoleArn": role,
        "percentDone": 0,
        "resourceType": "RDS",
        "status": status,
        "statusMessage": "AWS Backup does not permit attaching a new instance profile to an EC2 instance.",
    }
    return _event("aws.backup", "Restore Job State Change", ["arn:aws:rds:snapshot"], detail)


def certificate(arn: str, kind: str = "ACM Certificate Approaching Expiration", days: int | None = None) -> Sample:
    """https://docs.aws.amazon.com/acm/latest/userguide/supported-events.html"""
    detail: Sample = {"CommonName": "example.com"} | ({} if days is None else {"DaysToExpiry": days})
    return _event("aws.acm", kind, [arn], detail, region=arn.split(":")[3])


def image_scan(repository: str, counts: dict[str, int]) -> Sample:
    """https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html"""
    detail = {
        "scan-status": "COMPLETE",
        "repository-name": repository,
        "finding-severity-counts": counts,
        "image-digest": "sha256:7f5b2640fe6fb4f46592dfd3410c4a79dac4f89e4782432e0378abcd1234",
        "image-tags": [],
    }
    return _event("aws.ecr", "ECR Image Scan", [f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/{repository}"], detail)


def image_finding(repository: str, severity: str, status: str = "ACTIVE") -> Sample:
    """https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html"""
    image = f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/{repository}/sha256:36c7b282abd0186e"
    details = {"awsEcrContainerImage": {"repositoryName": repository, "registry": ACCOUNT}}
    detail = {
        "awsAccountId": ACCOUNT,
        "description": 'It says "attacker" in quotation marks.',
        "findingArn": f"arn:aws:inspector2:{REGION}:{ACCOUNT}:finding/be674aaddd0f75ac632055",
        "resources": [{"type": "AWS_ECR_CONTAINER_IMAGE", "id": image, "details": details}],
        "severity": severity,
        "status": status,
        "type": "PACKAGE_VULNERABILITY",
    }
    return _event("aws.inspector2", "Inspector2 Finding", [image], detail)


def health(service: str, scope: str, category: str, region: str = REGION) -> Sample:
    """https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html"""
    code = f"AWS_{service}_OPERATIONAL_ISSUE"
    detail = {
        "eventArn": f"arn:aws:health:{region}::event/{service}/{code}/{code}_90353408594353980",
        "service": service,
        "eventTypeCode": code,
        "eventTypeCategory": category,
        "eventScopeCode": scope,
        "statusCode": "open",
        "eventRegion": region,
        "eventDescription": [{"language": "en_US", "latestDescription": 'Of "several"\nlines'}],
    }
    return _event("aws.health", "AWS Health Event", [], detail, region)


def sign_in(user: str, result: str = "Success") -> Sample:
    """https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html

    The envelope: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
    """
    detail = {
        "eventVersion": "1.08",
        "userIdentity": {"type": user, "principalId": ACCOUNT, "arn": f"arn:aws:iam::{ACCOUNT}:root"},
        "eventSource": "signin.amazonaws.com",
        "eventName": "ConsoleLogin",
        "awsRegion": "us-east-1",
        "sourceIPAddress": "192.0.2.0",
        "responseElements": {"ConsoleLogin": result},
        "additionalEventData": {"MobileVersion": "No", "MFAUsed": "Yes"},
        "eventType": "AwsConsoleSignIn",
    }
    return _event("aws.signin", "AWS Console Sign In via CloudTrail", [], detail, region="us-east-1")
