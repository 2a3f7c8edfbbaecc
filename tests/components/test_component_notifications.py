from __future__ import annotations

import pytest

from components.observability import SlackArgs
from tests.components import build
from tests.components.build import ACCOUNT
from tests.components.look import dependencies, find, inputs, made, outputs, statements
from tests.conftest import Record

TOPICS = {
    "critical": ("ap-northeast-1", "arn:key/notifications", "boss@example.jp"),
    "warning": ("ap-northeast-1", "arn:key/notifications", "ops@example.jp"),
    "critical-edge": ("us-east-1", "arn:key/edge", "boss@example.jp"),
    "warning-edge": ("us-east-1", "arn:key/edge", "ops@example.jp"),
}
SLACK = {
    "iam.Role alarms-slack",
    "iam.RolePolicyAttachment alarms-slack",
    "chatbot.SlackChannelConfiguration alarms-slack",
}


def test_what_notifications_are_made_of(record: Record) -> None:
    without_slack = {
        "megane:observability:Notifications alarms",
        *(f"sns.{kind} alarms-{role}" for role in TOPICS for kind in ("Topic", "TopicPolicy")),
        *(f"sns.TopicSubscription alarms-{role}-{mail}" for role, (_, _, mail) in TOPICS.items()),
    }

    assert made(record(build.notifications)) == without_slack | SLACK
    assert made(record(lambda: build.notifications(slack=None))) == without_slack


@pytest.mark.parametrize("role", TOPICS)
def test_each_topic_has_the_key_of_its_region_and_its_readers(record: Record, role: str) -> None:
    region, key, mail = TOPICS[role]
    graph = record(build.notifications, view="up")

    topic = find(graph, f"sns.Topic alarms-{role}")
    assert (topic.region, topic.inputs["kmsMasterKeyId"]) == (region, key)
    assert topic.inputs["name"] == f"megane-test-{role}"
    arn = f"arn:aws:sns:{region}:{ACCOUNT}:megane-test-{role}"
    subscription = find(graph, f"sns.TopicSubscription alarms-{role}-{mail}")
    assert subscription.region == region
    assert subscription.inputs["endpoint"] == mail
    assert (subscription.inputs["protocol"], subscription.inputs["topic"]) == ("email", arn)


@pytest.mark.parametrize("role", TOPICS)
def test_only_services_of_this_account_publish(record: Record, role: str) -> None:
    graph = record(build.notifications, view="up")

    policy = find(graph, f"sns.TopicPolicy alarms-{role}")
    region = TOPICS[role][0]
    assert policy.region == region
    assert statements(policy.inputs["policy"]) == {
        "ServicesOfThisAccountPublish": {
            "Effect": "Allow",
            "Action": ["sns:Publish"],
            "Resource": f"arn:aws:sns:{region}:{ACCOUNT}:megane-test-{role}",
            "Principal": {
                "Service": [
                    "cloudwatch.amazonaws.com",
                    "backup.amazonaws.com",
                    "events.rds.amazonaws.com",
                    "budgets.amazonaws.com",
                ]
            },
            "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
        },
        # With a condition EventBridge could not publish.
        "EventRulesPublish": {
            "Effect": "Allow",
            "Action": ["sns:Publish"],
            "Resource": f"arn:aws:sns:{region}:{ACCOUNT}:megane-test-{role}",
            "Principal": {"Service": "events.amazonaws.com"},
        },
    }


def test_what_is_critical_is_said_in_slack_where_nobody_can_break_anything(record: Record) -> None:
    graph = record(build.notifications, view="up")

    channel = inputs(graph, "chatbot.SlackChannelConfiguration alarms-slack")
    assert str(channel.pop("iamRoleArn")).startswith(f"arn:aws:iam::{ACCOUNT}:role/alarms-slack")
    assert channel == {
        "configurationName": "megane-test-alarms",
        "slackTeamId": "T1",
        "slackChannelId": "C1",
        "snsTopicArns": [
            f"arn:aws:sns:ap-northeast-1:{ACCOUNT}:megane-test-critical",
            f"arn:aws:sns:us-east-1:{ACCOUNT}:megane-test-critical-edge",
        ],
        "guardrailPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        "loggingLevel": "ERROR",
        "userAuthorizationRequired": True,
        "region": "ap-southeast-1",
    }
    attached = "iam.RolePolicyAttachment alarms-slack"
    assert attached in dependencies(graph, "chatbot.SlackChannelConfiguration alarms-slack")
    assert inputs(graph, attached)["policyArn"] == "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"
    assert statements(inputs(graph, "iam.Role alarms-slack")["assumeRolePolicy"]) == {
        "Assume": {
            "Effect": "Allow",
            "Principal": {"Service": "chatbot.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": ACCOUNT},
                "ArnLike": {"aws:SourceArn": f"arn:aws:chatbot::{ACCOUNT}:chat-configuration/slack-channel/*"},
            },
        }
    }


def test_slack_names_the_channel_it_was_given(record: Record) -> None:
    graph = record(lambda: build.notifications(slack=SlackArgs(workspace_id="T9", channel_id="C9")))

    channel = inputs(graph, "chatbot.SlackChannelConfiguration alarms-slack")
    assert (channel["slackTeamId"], channel["slackChannelId"]) == ("T9", "C9")


def test_outputs_are_the_topics_of_the_own_region(record: Record) -> None:
    graph = record(lambda: outputs(build.notifications()), view="up")

    assert graph.outputs == {
        f"{severity}_topic_arn": f"arn:aws:sns:ap-northeast-1:{ACCOUNT}:megane-test-{severity}"
        for severity in ("critical", "warning")
    }
