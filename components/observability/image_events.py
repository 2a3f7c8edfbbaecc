"""What scanners have to tell about the images that a stack runs."""

from __future__ import annotations

from collections.abc import Iterable

from components.base import Context
from components.event import Event
from planning.images import repositories


def image_events(images: Iterable[str], ctx: Context) -> list[Event]:
    """Critical findings in the repositories of the images, as far as these are the account's own in its region.

    By repository and not by digest: a scan follows a push, which is before anybody runs the image, and what is scanned
    of an image for two architectures are its parts, with digests of their own. ECR's own scanner tells once for each
    scan, Amazon Inspector for each finding, also in images that it scanned long ago. One of the two is on.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html
    https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html
    """
    names = repositories(images, account=ctx.account, region=ctx.region)
    if not names:
        return []
    return [
        Event(
            name="image-scan",
            severity="warning",
            title="an image has critical vulnerabilities",
            pattern={
                "source": ["aws.ecr"],
                "detail-type": ["ECR Image Scan"],
                "account": [ctx.account],
                "detail": {
                    "repository-name": names,
                    "scan-status": ["COMPLETE"],
                    "finding-severity-counts": {"CRITICAL": [{"numeric": [">", 0]}]},
                },
            },
            text="<count> critical findings in <repository>, <digest>.",
            fields={
                "count": "$.detail.finding-severity-counts.CRITICAL",
                "repository": "$.detail.repository-name",
                "digest": "$.detail.image-digest",
            },
            runbook="image-scan",
        ),
        Event(
            name="image-finding",
            severity="warning",
            title="a critical vulnerability was found in an image",
            pattern={
                "source": ["aws.inspector2"],
                "detail-type": ["Inspector2 Finding"],
                "account": [ctx.account],
                "detail": {
                    "severity": ["CRITICAL"],
                    "status": ["ACTIVE"],
                    "resources": {"details": {"awsEcrContainerImage": {"repositoryName": names}}},
                },
            },
            text="<finding> in <image>.",
            fields={"finding": "$.detail.findingArn", "image": "$.resources[0]"},
            runbook="image-scan",
        ),
    ]
