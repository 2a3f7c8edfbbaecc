"""What AWS has to tell about a whole region or account, for which one stack of those in it is enough."""

from __future__ import annotations

from collections.abc import Sequence

from components.event import Event
from components.keys import EDGE_REGION
from planning.environments import EventsScope

# Names of services as AWS Health has them. For what concerns the account's own resources no list is needed.
REGIONAL = (
    "CLOUDWATCH",
    "EC2",
    "ECR",
    "ECS",
    "ELASTICACHE",
    "ELASTICLOADBALANCING",
    "KMS",
    "RDS",
    "S3",
    "SNS",
    "SSM",
    "VPC",
)
COMPROMISED = ("RISK", "ABUSE")
GLOBAL = ("ACM", "CLOUDFRONT", "IAM", "ROUTE53", "WAF")


def account_events(scope: EventsScope) -> list[Event]:
    """`region`: also AWS Health of the stack's region. `account`: also that of global services, and root sign-ins.

    AWS sends what concerns no region, and every sign-in of the root user, to us-east-1. Sign-ins are events only where
    a trail of the account, this program's or the organisation's, records management events.
    https://docs.aws.amazon.com/health/latest/ug/choosing-a-region.html
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
    """
    events = [] if scope == "stack" else [_health("health", REGIONAL, None)]
    if scope == "account":
        events += [_health("health-global", GLOBAL, EDGE_REGION, COMPROMISED), _compromised(), _root_login()]
    return events


def _health(name: str, services: Sequence[str], region: str | None, told_apart: Sequence[str] = ()) -> Event:
    """What concerns this account, and trouble of services in use that everybody is told of.

    https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html
    """
    own: dict[str, object] = {"eventScopeCode": ["ACCOUNT_SPECIFIC"]}
    if told_apart:
        own["service"] = [{"anything-but": list(told_apart)}]
    return Event(
        name=name,
        severity="warning",
        title="AWS Health has news",
        pattern={
            "source": ["aws.health"],
            "detail-type": ["AWS Health Event"],
            "detail": {
                "$or": [
                    own,
                    {"eventScopeCode": ["PUBLIC"], "eventTypeCategory": ["issue"], "service": list(services)},
                ]
            },
        },
        text="<kind> of <service>: <code>. https://health.aws.amazon.com/health/home",
        fields={"kind": "$.detail.eventTypeCategory", "service": "$.detail.service", "code": "$.detail.eventTypeCode"},
        runbook="health",
        region=region,
    )


def _compromised() -> Event:
    """AWS found an access key in public, or was told of abuse that comes from the account."""
    return Event(
        name="account-compromised",
        severity="critical",
        title="AWS found credentials in public, or abuse",
        pattern={
            "source": ["aws.health"],
            "detail-type": ["AWS Health Event"],
            "detail": {"service": list(COMPROMISED)},
        },
        text="<code>. https://health.aws.amazon.com/health/home",
        fields={"code": "$.detail.eventTypeCode"},
        runbook="account-compromised",
        region=EDGE_REGION,
    )


def _root_login() -> Event:
    return Event(
        name="root-login",
        severity="critical",
        title="the root user signed in",
        pattern={
            "source": ["aws.signin"],
            "detail-type": ["AWS Console Sign In via CloudTrail"],
            "detail": {"userIdentity": {"type": ["Root"]}, "responseElements": {"ConsoleLogin": ["Success"]}},
        },
        text="From <address>, second factor used: <mfa>.",
        fields={"address": "$.detail.sourceIPAddress", "mfa": "$.detail.additionalEventData.MFAUsed"},
        runbook="audit-root-use",
        region=EDGE_REGION,
    )
