"""What AWS Backup has to tell: jobs that did not end well. The others are nobody's business at four in the morning."""

from __future__ import annotations

import pulumi_aws as aws

from components.event import Event


def backup_events(vault: aws.backup.Vault, role: aws.iam.Role, *, copied: bool) -> list[Event]:
    """Failed backups into the vault, failed copies out of it, and failed restores by the role, tests included.

    All are of the vault's region: a copy is a job of the region that copies.

    Not the vault's own notices, which tell of every end, good and bad, and leave it to the reader to find which. AWS
    sends these events with some minutes of delay. A restore names no vault, so it is known by the role that it takes.
    Jobs say `state`, restores `status`. EXPIRED: it did not start, or not end, in its time.
    https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
    """
    backup = Event(
        name="backup-failed",
        severity="warning",
        title="the monthly backup failed",
        pattern={
            "source": ["aws.backup"],
            "detail-type": ["Backup Job State Change"],
            "detail": {"backupVaultName": [vault.name], "state": ["FAILED", "ABORTED", "EXPIRED", "PARTIAL"]},
        },
        text="Backup job <job>: <state>.",
        fields={"job": "$.detail.backupJobId", "state": "$.detail.state"},
        runbook="backup-failed",
    )
    copy = Event(
        name="backup-copy-failed",
        severity="warning",
        title="the backup was not copied to the second region",
        pattern={
            "source": ["aws.backup"],
            "detail-type": ["Copy Job State Change"],
            "detail": {"sourceBackupVaultArn": [vault.arn], "state": ["FAILED", "PARTIAL"]},
        },
        text="Copy job <job>: <state>.",
        fields={"job": "$.detail.copyJobId", "state": "$.detail.state"},
        runbook="backup-copy-failed",
    )
    restore = Event(
        name="restore-failed",
        severity="warning",
        title="a restore, or the test of one, failed",
        pattern={
            "source": ["aws.backup"],
            "detail-type": ["Restore Job State Change"],
            "detail": {"iamRoleArn": [role.arn], "status": ["FAILED", "ABORTED"]},
        },
        text="Restore job <job>: <state>.",
        fields={"job": "$.detail.restoreJobId", "state": "$.detail.status"},
        runbook="restore-failed",
    )
    return [backup, *([copy] if copied else []), restore]
