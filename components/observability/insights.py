"""Saved queries over the logs that a stack has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.log_group import Log
from planning.insights import QUERIES


@dataclass(frozen=True, kw_only=True, slots=True)
class InsightsArgs:
    """The groups that there are; a query without any is not made."""

    logs: Iterable[Log]


class Insights(Component):
    """`megane:observability:Insights`: what to ask the logs when something is wrong, in folders by theme.

    Makes a query definition `{prefix}/{theme}/{name}` for each query that has groups, in the region of its groups: the
    console offers a query only where it was saved. They cost nothing until somebody runs one.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_Insights-Saving-Queries.html
    """

    TYPE = "megane:observability:Insights"

    def __init__(self, name: str, args: InsightsArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, ctx, opts)
        logs = list(args.logs)
        for query in QUERIES:
            groups: dict[str | None, list[pulumi.Output[str]]] = defaultdict(list)
            for log in logs:
                if log.kind == query.kind:
                    groups[log.region].append(log.group)
            for region, names in groups.items():
                aws.cloudwatch.QueryDefinition(
                    "-".join(filter(None, (name, query.name, region))),
                    name=f"{ctx.prefix}/{query.theme}/{query.name}",
                    log_group_names=names,
                    query_string=query.text,
                    region=region,
                    opts=self.child(),
                )
        self.finish()
