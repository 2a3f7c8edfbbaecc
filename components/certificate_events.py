"""What ACM has to tell about a certificate that is not renewed."""

from __future__ import annotations

import pulumi

from components.event import Event

# ACM says it once a day, from 45 days before the end. It renews its own 60 days before, so these days mean trouble.
REMINDER_DAYS = (45, 30, 14)
URGENT_DAYS = 7


def certificate_events(arn: pulumi.Input[str], *, region: str | None = None) -> list[Event]:
    """Three reminders and a request to act as warnings; the last week, and the end, are critical.

    `region` where the certificate is not in the stack's own.
    https://docs.aws.amazon.com/acm/latest/userguide/supported-events.html
    """
    where = "" if region is None else "-edge"
    whose = "the load balancer" if region is None else "the CDN"
    common = {"source": ["aws.acm"], "resources": [arn]}
    approaching = "ACM Certificate Approaching Expiration"
    fields = {"certificate": "$.resources[0]", "what": "$.detail-type"}
    return [
        Event(
            name=f"certificate-expiring{where}",
            severity="warning",
            title=f"the certificate of {whose} is not renewed",
            pattern={
                **common,
                "$or": [
                    {"detail-type": [approaching], "detail": {"DaysToExpiry": list(REMINDER_DAYS)}},
                    {"detail-type": ["ACM Certificate Renewal Action Required"]},
                ],
            },
            text="<what>: <certificate>.",
            fields=fields,
            runbook="certificate-expiring",
            region=region,
        ),
        Event(
            name=f"certificate-urgent{where}",
            severity="critical",
            title=f"the certificate of {whose} ends within {URGENT_DAYS} days or has ended",
            pattern={
                **common,
                "$or": [
                    {"detail-type": [approaching], "detail": {"DaysToExpiry": [{"numeric": ["<=", URGENT_DAYS]}]}},
                    {"detail-type": ["ACM Certificate Expired"]},
                ],
            },
            text="<what>: <certificate>.",
            fields=fields,
            runbook="certificate-expiring",
            region=region,
        ),
    ]
