"""The page that people look at: the document's three sections, what stands where in them, and CloudWatch's grid.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeVar

Section = Literal["application", "database", "infrastructure"]
Item = TypeVar("Item")

COLUMNS = 24
GRAPHS_IN_A_ROW = 4  # with more, the legend hides the lines

HEADINGS: Mapping[Section, str] = MappingProxyType(
    {
        "application": "アプリケーション / Application Metrics",
        "database": "データベース / Database Metrics",
        "infrastructure": "インフラストラクチャ / Infrastructure Metrics",
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """A graph on the page. What has the same place is drawn in one graph, and so has one unit."""

    section: Section
    title: str


# Section of the runbook -> the place of its alarms' metrics, in the order of the page, which is the document's.
PLACES: Mapping[str, Place] = MappingProxyType(
    {
        "app-unreachable": Place("application", "外形監視 (1 は応答あり)"),
        "service-cpu": Place("application", "ECS CPU 使用率"),
        "service-memory": Place("application", "ECS メモリ使用率"),
        "app-response-time": Place("application", "応答時間 (p95)"),
        "app-errors": Place("application", "エラー率"),
        "active-sessions": Place("application", "アクティブセッション数"),
        "cache-items": Place("application", "Redis のキー数 (セッション数の目安)"),
        "logged-errors": Place("application", "ログに出たエラー"),
        "failed-logins": Place("application", "ログイン失敗"),
        "service-missing-tasks": Place("application", "ECS 足りないタスク"),
        "service-no-task": Place("application", "ECS ワーカーのタスク"),
        "database-cpu": Place("database", "RDS CPU 使用率"),
        "database-cpu-exhausted": Place("database", "RDS CPU 使用率"),
        "database-memory": Place("database", "RDS 空きメモリ"),
        "database-connections": Place("database", "RDS 接続数"),
        "database-slow-queries": Place("database", "スロークエリ"),
        "database-storage": Place("database", "RDS 空きストレージ"),
        "database-lag": Place("database", "リードレプリカの遅延"),
        "database-credits": Place("database", "RDS CPU クレジット残高"),
        "cache-cpu": Place("database", "Redis CPU 使用率"),
        "cache-memory": Place("database", "Redis メモリ使用率"),
        "cache-evictions": Place("database", "Redis 追い出されたキー"),
        "cache-credits": Place("database", "Redis CPU クレジット残高"),
        "service-unhealthy": Place("infrastructure", "ALB 異常なターゲット (Blue + Green)"),
        "service-no-target": Place("infrastructure", "ALB 正常なターゲット (Blue + Green)"),
        "nat-bandwidth": Place("infrastructure", "NAT Gateway 帯域"),
        "nat-ports": Place("infrastructure", "NAT Gateway ポート割り当てエラー"),
        "storage-errors": Place("infrastructure", "S3 リクエストエラー"),
        "storage-replication": Place("infrastructure", "S3 レプリケーションの失敗"),
        "cdn-hit-rate": Place("infrastructure", "CloudFront キャッシュヒット率"),
        "cdn-errors": Place("infrastructure", "CloudFront エラー率"),
        "audit-root-use": Place("infrastructure", "監査対象の呼び出し (CloudTrail)"),
        "audit-trail-changes": Place("infrastructure", "監査対象の呼び出し (CloudTrail)"),
        "audit-key-deletion": Place("infrastructure", "監査対象の呼び出し (CloudTrail)"),
        "audit-logins": Place("infrastructure", "監査対象の呼び出し (CloudTrail)"),
        "audit-refused-calls": Place("infrastructure", "監査対象の呼び出し (CloudTrail)"),
        "audit-rights": Place("infrastructure", "監査対象の呼び出し (CloudTrail)"),
        "audit-buckets": Place("infrastructure", "監査対象の呼び出し (CloudTrail)"),
        "audit-network": Place("infrastructure", "監査対象の呼び出し (CloudTrail)"),
        "audit-governance": Place("infrastructure", "監査対象の呼び出し (CloudTrail)"),
        "waf-blocked": Place("infrastructure", "WAF ブロックしたリクエスト"),
        "events-undelivered": Place("infrastructure", "届かなかったイベント通知"),
    }
)


def place_of(runbook: str) -> Place:
    """What nobody has given a place stands last, under the name of its section of the runbook."""
    return PLACES.get(runbook) or Place("infrastructure", runbook)


@dataclass(frozen=True, slots=True)
class Widget:
    """`properties` may hold what is known only once something exists; nothing here looks inside."""

    kind: Literal["text", "metric", "alarm"]
    properties: Mapping[str, object]
    height: int


def in_rows(items: Sequence[Item], most: int = GRAPHS_IN_A_ROW) -> Iterator[Sequence[Item]]:
    """As few rows as can be, as even as can be, the fuller ones first."""
    if not items:
        return
    count = -(-len(items) // most)
    fewest, fuller = divmod(len(items), count)
    start = 0
    for row in range(count):
        end = start + fewest + (1 if row < fuller else 0)
        yield items[start:end]
        start = end


def stacked(rows: Sequence[Sequence[Widget]]) -> list[dict[str, object]]:
    """The rows from top to bottom, each over the whole width, as CloudWatch wants its widgets.

    A row has one to four widgets, or a number that divides 24.
    """
    placed: list[dict[str, object]] = []
    top = 0
    for row in rows:
        width = COLUMNS // len(row)
        for index, widget in enumerate(row):
            placed.append(
                {
                    "type": widget.kind,
                    "x": index * width,
                    "y": top,
                    "width": width,
                    "height": widget.height,
                    "properties": widget.properties,
                }
            )
        top += max(widget.height for widget in row)
    return placed
