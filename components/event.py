"""Events as data: what a component wants to be told of as it happens, and the one function that registers it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Severity, Topics
from components.base import Context
from components.json_text import json_text

_VARIABLE = re.compile(r"<([a-z]+)>")


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One thing to be told of.

    `pattern` is EventBridge's; the names in it may be known only once they exist. `text` is what people read, with
    `<variables>` of `fields`: name -> JSON path. A field is an id, a name or a number that every event of the
    pattern has: EventBridge does not escape what it fills in, so a quotation mark in somebody's free text would break
    the message, and nobody would hear of the event.
    `region` only where the event is not in the stack's own region. `runbook` is the section of the runbook to open.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
    """

    name: str
    severity: Severity
    title: str
    pattern: Mapping[str, object]
    text: str
    fields: Mapping[str, str]
    runbook: str
    region: str | None = None

    def __post_init__(self) -> None:
        if set(_VARIABLE.findall(self.text)) != set(self.fields):
            raise ValueError(f"event {self.name}: the fields must be exactly the variables of the text")


def register_event(
    name: str,
    event: Event,
    topics: Topics,
    dead_letters: pulumi.Input[str],
    *,
    ctx: Context,
    opts: pulumi.ResourceOptions,
) -> None:
    """Registers a rule `{project}-{environment}-{event}` with one target, the topic of the event's severity.

    EventBridge tries for a day, 185 times at the most, then leaves the event with `dead_letters`, a queue; what it is
    not allowed to send goes there at once.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
    """
    logical = f"{name}-{event.name}"
    rule = aws.cloudwatch.EventRule(
        logical,
        name=f"{ctx.prefix}-{event.name}",
        description=event.title,
        event_pattern=json_text(event.pattern),
        state="ENABLED",  # said, so that a rule that was silenced by hand comes back with the next refresh
        region=event.region,
        tags=ctx.tags(logical, Severity=event.severity),
        opts=opts,
    )
    aws.cloudwatch.EventTarget(
        logical,
        rule=rule.name,
        target_id="people",
        arn=topics.of(event.severity),
        input_transformer=aws.cloudwatch.EventTargetInputTransformerArgs(
            input_paths={**event.fields, "time": "$.time"}, input_template=_message(event, ctx)
        ),
        dead_letter_config=aws.cloudwatch.EventTargetDeadLetterConfigArgs(arn=dead_letters),
        region=event.region,
        opts=opts,
    )


def _message(event: Event, ctx: Context) -> str:
    """In the form that the chat application shows; it drops every other that is not AWS's own, without an error.

    Mail shows the same as it is.
    https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
    """
    return json.dumps(
        {
            "version": "1.0",
            "source": "custom",
            "content": {
                "textType": "client-markdown",
                "title": f"{event.severity.upper()} {ctx.prefix}: {event.title}",
                "description": f"{event.text} Time: <time>.",
                "nextSteps": [f"Runbook: {ctx.runbook}#{event.runbook}"],
            },
        }
    )
