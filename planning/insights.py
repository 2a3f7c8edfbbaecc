"""Queries that are saved for CloudWatch Logs Insights: the document's three themes.

A query is paid by the GB that it scans ($0.0076 in Tokyo), so choose the narrowest time that will do.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from planning.log_kinds import LogKind

Theme = Literal["errors", "performance", "security"]


@dataclass(frozen=True, slots=True)
class Query:
    """`kind`: it is asked of all groups of that kind at once. `text` is Logs Insights QL."""

    theme: Theme
    name: str
    kind: LogKind
    text: str


def _lines(*commands: str) -> str:
    return "\n| ".join(commands)


# AWS documents the fields of the load balancer's log in a file, not all of their names in JSON: the address, without
# what forms send behind its "?", is read from the line.
_ADDRESS = r'parse @message /(?<address>https?:\/\/[^"? ]+)/'

QUERIES: tuple[Query, ...] = (
    Query(
        "errors",
        "application-patterns",
        "application",
        _lines(
            "fields @timestamp, @message",
            'filter level = "error" or @message like /(?i)(error|exception)/',
            "pattern @message",
            "sort @sampleCount desc",
            "limit 50",
        ),
    ),
    Query(
        "errors",
        "application-by-time",
        "application",
        _lines(
            'filter level = "error" or @message like /(?i)(error|exception)/',
            "stats count(*) as errors by bin(5m), @log",
        ),
    ),
    Query(
        "errors",
        "database-patterns",
        "postgresql",
        _lines(
            "fields @timestamp, @message",
            "filter @message like /(ERROR|FATAL|PANIC):/",
            "pattern @message",
            "sort @sampleCount desc",
            "limit 50",
        ),
    ),
    Query(
        "errors",
        "answers-5xx",
        "load-balancer",
        _lines(
            "filter elb_status_code >= 500",
            _ADDRESS,
            "stats count(*) as answers by elb_status_code, target_status_code, address",
            "sort answers desc",
            "limit 50",
        ),
    ),
    Query(
        "errors",
        "cdn-5xx",
        "cdn",
        _lines(
            "filter `sc-status` >= 500",
            "stats count(*) as answers by `sc-status`, `x-edge-detailed-result-type`, `x-host-header`, `cs-uri-stem`",
            "sort answers desc",
            "limit 50",
        ),
    ),
    Query(
        "performance",
        "slow-addresses",
        "load-balancer",
        _lines(
            "filter target_processing_time >= 0",  # -1: no target was asked
            _ADDRESS,
            "stats count(*) as requests, pct(target_processing_time, 95) as p95, max(target_processing_time) as slowest"
            " by address",
            "sort p95 desc",
            "limit 50",
        ),
    ),
    Query(
        "performance",
        "slow-statements",
        "postgresql",
        _lines(
            r"parse @message /duration: (?<ms>[0-9.]+) ms\s+[^:]+: (?<statement>.*)/",
            "filter ispresent(ms)",
            "stats count(*) as times, avg(ms) as mean, max(ms) as slowest by statement",
            "sort slowest desc",
            "limit 50",
        ),
    ),
    Query(
        "performance",
        "lock-waits",
        "postgresql",
        _lines(
            "fields @timestamp, @message",
            "filter @message like /(still waiting for|acquired) .*Lock|deadlock detected/",
            "sort @timestamp desc",
            "limit 200",
        ),
    ),
    Query(
        "performance",
        "slow-redis-commands",
        "cache",
        _lines(
            "fields @timestamp, CacheClusterId, Duration, Command",  # Duration in microseconds
            "sort Duration desc",
            "limit 50",
        ),
    ),
    Query(
        "performance",
        "cdn-misses",
        "cdn",
        _lines(
            'filter `x-edge-result-type` = "Miss"',
            "stats count(*) as misses, avg(`time-taken`) as seconds by `x-host-header`, `cs-uri-stem`",
            "sort misses desc",
            "limit 50",
        ),
    ),
    Query(
        "security",
        "firewall-blocked",
        "firewall",
        _lines(
            'filter action = "BLOCK"',
            "stats count(*) as requests by terminatingRuleId, httpRequest.clientIp, httpRequest.country,"
            " httpRequest.uri",
            "sort requests desc",
            "limit 50",
        ),
    ),
    Query(
        "security",
        "rejected-connections",
        "flow",
        _lines(
            'filter action = "REJECT"',
            "stats count(*) as connections, count_distinct(dstPort) as ports by srcAddr, dstAddr",
            "sort connections desc",
            "limit 50",
        ),
    ),
    Query(
        "security",
        "database-refusals",
        "postgresql",
        _lines(
            "fields @timestamp, @message",
            "filter @message like /authentication failed|no pg_hba.conf entry|permission denied/",
            "sort @timestamp desc",
            "limit 200",
        ),
    ),
    Query(
        "security",
        "sessions-in-tasks",
        "sessions",
        # Who opened a session is in the audit trail: eventName ExecuteCommand.
        _lines("fields @timestamp, @logStream, @message", "sort @timestamp asc", "limit 1000"),
    ),
    Query(
        "security",
        "api-calls-denied",
        "audit",
        _lines(
            "filter errorCode like /Denied|Unauthorized/",
            "stats count(*) as calls by userIdentity.arn, eventSource, eventName, sourceIPAddress",
            "sort calls desc",
            "limit 50",
        ),
    ),
    Query(
        "security",
        "root-and-sign-ins",
        "audit",
        _lines(
            "fields @timestamp, eventName, userIdentity.type, userIdentity.arn, sourceIPAddress,"
            " additionalEventData.MFAUsed, responseElements.ConsoleLogin, errorMessage",
            'filter eventName = "ConsoleLogin" or (userIdentity.type = "Root" and eventType != "AwsServiceEvent")',
            "sort @timestamp desc",
            "limit 200",
        ),
    ),
    Query(
        "security",
        "personal-data-in-logs",
        "personal-data",
        _lines(
            "stats count(*) as events by resourceArn, dataIdentifiers.0.name",
            "sort events desc",
            "limit 50",
        ),
    ),
)
