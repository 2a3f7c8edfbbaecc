"""Topics, who may publish to them and who hears of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pulumi
import pulumi_aws as aws

from components.alarm import Topics
from components.base import Component, Context
from components.json_text import json_text
from components.keys import EDGE_REGION, KeyArns
from components.log_group import log_group
from planning.iam import allow, document, trust
from planning.topic_policies import topic_policy

# The chat API exists in four regions, Tokyo is none of them; the nearest one.
# https://docs.aws.amazon.com/general/latest/gr/chatbot.html
CHAT_REGION = "ap-southeast-1"


@dataclass(frozen=True, kw_only=True, slots=True)
class SlackArgs:
    """`workspace_id` (T…) is authorised once by hand in the console; `channel_id` (C…) is where alarms are posted."""

    workspace_id: str
    channel_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NotificationsArgs:
    """The document's levels: critical goes to mail and Slack, warning to mail only.

    What escalates goes to Slack and to whoever is on call: by mail, by SMS to `escalation_phones` (E.164: +81…) and to
    on-call services at `escalation_urls`, by a name of one's own; these confirm the subscription themselves.
    """

    keys: KeyArns
    critical_emails: Sequence[str]
    warning_emails: Sequence[str]
    escalation_emails: Sequence[str]
    escalation_phones: Sequence[str] = ()
    escalation_urls: Mapping[str, pulumi.Input[str]] = field(default_factory=dict, repr=False)
    slack: SlackArgs | None


class _Reader(NamedTuple):
    name: str
    protocol: str
    endpoint: pulumi.Input[str]


def _mails(addresses: Sequence[str]) -> list[_Reader]:
    return [_Reader(address, "email", address) for address in addresses]


class Notifications(Component):
    """`megane:observability:Notifications`: encrypted topics for what is critical, a warning, or escalates.

    Makes the three topics in the stack's region and in us-east-1, each with a policy that lets only those AWS services
    publish that `planning.topic_policies` lists for it, the subscriptions and, with `slack`, the chat configuration
    with a read-only guardrail. A mail subscription stays pending until someone clicks the link in it; `up` succeeds all
    the same. An SMS arrives only where the account has left the SMS sandbox of that region, or verified the number in
    it.
    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """

    TYPE = "megane:observability:Notifications"
    OUTPUTS = ("critical_topic_arn", "warning_topic_arn", "escalation_topic_arn")
    critical_topic_arn: pulumi.Output[str]
    warning_topic_arn: pulumi.Output[str]
    escalation_topic_arn: pulumi.Output[str]
    edge_escalation_topic_arn: pulumi.Output[str]
    topics: Topics
    edge_topics: Topics

    def __init__(
        self, name: str, args: NotificationsArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, ctx, opts)
        self._name, self._args = name, args
        self.topics, self.escalation_topic_arn = self._region("", args.keys.notifications, None)
        self.edge_topics, self.edge_escalation_topic_arn = self._region("-edge", args.keys.edge, EDGE_REGION)
        self.critical_topic_arn, self.warning_topic_arn = self.topics.critical, self.topics.warning
        if args.slack is not None:
            self._slack(args.slack)
        self.finish()

    def _region(self, suffix: str, key_arn: pulumi.Input[str], region: str | None) -> tuple[Topics, pulumi.Output[str]]:
        """The topics of one region, and the one for what escalates: no alarm goes there by itself."""
        args = self._args
        on_call = [
            *_mails(args.escalation_emails),
            *(_Reader(phone, "sms", phone) for phone in args.escalation_phones),
            *(_Reader(name, "https", url) for name, url in args.escalation_urls.items()),
        ]
        critical, warning = _mails(args.critical_emails), _mails(args.warning_emails)
        topics = Topics(
            critical=self._topic(f"critical{suffix}", critical, key_arn, region, Severity="critical"),
            warning=self._topic(f"warning{suffix}", warning, key_arn, region, Severity="warning"),
        )
        return topics, self._topic(f"escalation{suffix}", on_call, key_arn, region)

    def _topic(
        self, role: str, readers: Sequence[_Reader], key_arn: pulumi.Input[str], region: str | None, **tags: str
    ) -> pulumi.Output[str]:
        name = f"{self._name}-{role}"
        topic = aws.sns.Topic(
            name,
            name=f"{self.ctx.prefix}-{role}",
            display_name=self.ctx.prefix,  # who a mail is from, and how an SMS starts; SMS cannot do without
            kms_master_key_id=key_arn,
            region=region,
            tags=self.ctx.tags(name, **tags),
            opts=self.child(),
        )
        aws.sns.TopicPolicy(
            name,
            arn=topic.arn,
            policy=json_text(topic_policy(role, topic.arn, self.ctx.account)),
            region=region,
            opts=self.child(),
        )
        for reader in readers:
            aws.sns.TopicSubscription(
                f"{name}-{reader.name}",
                topic=topic.arn,
                protocol=reader.protocol,
                endpoint=reader.endpoint,
                endpoint_auto_confirms=True if reader.protocol == "https" else None,
                region=region,
                opts=self.child(),
            )
        return topic.arn

    def _slack(self, slack: SlackArgs) -> None:
        name = f"{self._name}-slack"
        role = aws.iam.Role(
            name,
            description="What people may do from the chat channel: look at metrics",
            assume_role_policy=json.dumps(
                trust(
                    "chatbot",
                    account=self.ctx.account,
                    source_arn=f"arn:aws:chatbot::{self.ctx.account}:chat-configuration/slack-channel/*",
                )
            ),
            tags=self.ctx.tags(name),
            opts=self.child(),
        )
        # What AWS's template for notifications grants, for the graph beside an alarm. CloudWatchReadOnlyAccess would
        # let the whole channel read logs, and with them what customers did.
        metrics = allow("LookAtMetrics", ["cloudwatch:Describe*", "cloudwatch:Get*", "cloudwatch:List*"], "*")
        look = aws.iam.RolePolicy(name, role=role.name, policy=json.dumps(document(metrics)), opts=self.child())
        configuration = f"{self.ctx.prefix}-alarms"
        logs = log_group(  # errors; the service would make it itself, for ever
            name,
            f"/aws/chatbot/{configuration}",
            "application",
            key_arn=self._args.keys.edge,
            ctx=self.ctx,
            opts=self.child(),
            region=EDGE_REGION,
        )
        aws.chatbot.SlackChannelConfiguration(
            name,
            configuration_name=configuration,
            iam_role_arn=role.arn,
            slack_team_id=slack.workspace_id,
            slack_channel_id=slack.channel_id,
            sns_topic_arns=[
                self.topics.critical,
                self.escalation_topic_arn,
                self.edge_topics.critical,
                self.edge_escalation_topic_arn,
            ],
            # Without a guardrail AWS's default is AdministratorAccess.
            guardrail_policy_arns=["arn:aws:iam::aws:policy/ReadOnlyAccess"],
            logging_level="ERROR",
            user_authorization_required=True,
            region=CHAT_REGION,
            tags=self.ctx.tags(name),
            opts=self.child(depends_on=[look, logs]),
        )
