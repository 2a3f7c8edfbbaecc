"""Topics, who may publish to them and who hears of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Topics
from components.base import Component, Context
from components.json_text import json_text
from components.keys import EDGE_REGION, KeyArns
from planning.iam import document, trust
from planning.topic_policies import services_publish

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
    """The document's levels: critical goes to mail and Slack, warning to mail only."""

    keys: KeyArns
    critical_emails: Sequence[str]
    warning_emails: Sequence[str]
    slack: SlackArgs | None


class Notifications(Component):
    """`megane:observability:Notifications`: encrypted topics `critical` and `warning`, in Tokyo and in us-east-1.

    Makes the four topics with a policy that lets only AWS services of this account publish, the mail subscriptions
    and, with `slack`, the chat configuration with a read-only guardrail. A mail subscription stays pending until
    someone clicks the link in it; `up` succeeds all the same.
    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """

    TYPE = "megane:observability:Notifications"
    OUTPUTS = ("critical_topic_arn", "warning_topic_arn")
    critical_topic_arn: pulumi.Output[str]
    warning_topic_arn: pulumi.Output[str]
    topics: Topics
    edge_topics: Topics

    def __init__(
        self, name: str, args: NotificationsArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, ctx, opts)
        self._name, self._args = name, args
        self.topics = Topics(
            critical=self._topic("critical", args.critical_emails, args.keys.notifications, None),
            warning=self._topic("warning", args.warning_emails, args.keys.notifications, None),
        )
        self.edge_topics = Topics(
            critical=self._topic("critical-edge", args.critical_emails, args.keys.edge, EDGE_REGION),
            warning=self._topic("warning-edge", args.warning_emails, args.keys.edge, EDGE_REGION),
        )
        self.critical_topic_arn, self.warning_topic_arn = self.topics.critical, self.topics.warning
        if args.slack is not None:
            self._slack(args.slack)
        self.finish()

    def _topic(
        self, role: str, emails: Sequence[str], key_arn: pulumi.Input[str], region: str | None
    ) -> pulumi.Output[str]:
        name = f"{self._name}-{role}"
        topic = aws.sns.Topic(
            name,
            name=f"{self.ctx.prefix}-{role}",
            kms_master_key_id=key_arn,
            region=region,
            tags=self.ctx.tags(name),
            opts=self.child(),
        )
        aws.sns.TopicPolicy(
            name,
            arn=topic.arn,
            policy=json_text(document(*services_publish(topic.arn, self.ctx.account))),
            region=region,
            opts=self.child(),
        )
        for email in emails:
            aws.sns.TopicSubscription(
                f"{name}-{email}", topic=topic.arn, protocol="email", endpoint=email, region=region, opts=self.child()
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
        look = aws.iam.RolePolicyAttachment(
            name,
            role=role.name,
            policy_arn="arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess",
            opts=self.child(),
        )
        aws.chatbot.SlackChannelConfiguration(
            name,
            configuration_name=f"{self.ctx.prefix}-alarms",
            iam_role_arn=role.arn,
            slack_team_id=slack.workspace_id,
            slack_channel_id=slack.channel_id,
            sns_topic_arns=[self.topics.critical, self.edge_topics.critical],
            # Without a guardrail AWS's default is AdministratorAccess.
            guardrail_policy_arns=["arn:aws:iam::aws:policy/ReadOnlyAccess"],
            logging_level="ERROR",
            user_authorization_required=True,
            region=CHAT_REGION,
            tags=self.ctx.tags(name),
            opts=self.child(depends_on=[look]),
        )
