"""The dashboard, drawn from what the alarms watch."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Graph, Severity
from components.base import Component, Context
from components.json_text import json_text
from planning.dashboard import HEADINGS, PLACES, Place, Widget, in_rows, place_of, stacked

TIME_ZONE = "+0900"
COLOURS: Mapping[Severity, str] = {"critical": "#d62728", "warning": "#ff7f0e"}  # red, orange
ALARMS_IN_A_WIDGET = 100  # as many as CloudWatch takes


@dataclass(frozen=True, kw_only=True, slots=True)
class DashboardArgs:
    """`graphs`: what to draw, with a threshold where it is an alarm. `alarm_arns`: those whose state is shown, of any
    region. `links`: title -> URL.
    """

    graphs: Iterable[Graph]
    alarm_arns: Sequence[pulumi.Input[str]]
    links: Mapping[str, pulumi.Input[str]]


class Dashboard(Component):
    """`megane:observability:Dashboard`: one page: state of all alarms, then the document's three sections.

    Every metric that an alarm watches is drawn, with the alarm's threshold: red lines wake people, orange ones do not.
    What a stack does not have is not on its page. Three dashboards of an account are free, further ones $3 a month.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
    """

    TYPE = "megane:observability:Dashboard"
    OUTPUTS = ("url",)
    url: pulumi.Output[str]
    """Of the page in the console."""

    def __init__(
        self, name: str, args: DashboardArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, ctx, opts)
        rows: list[Sequence[Widget]] = [[_header(args.links, ctx)], *_states(args.alarm_arns)]
        graphs = _widgets(args.graphs, ctx)
        for section, heading in HEADINGS.items():
            drawn = [graph for place, graph in graphs if place.section == section]
            if drawn:
                rows += [[_text(f"## {heading}", 1)]]
                rows += in_rows(drawn)
        dashboard = aws.cloudwatch.Dashboard(
            name,
            dashboard_name=ctx.prefix,
            dashboard_body=json_text(
                {
                    "start": "-PT6H",
                    "periodOverride": "inherit",  # a threshold of counts is one for the alarm's period
                    "widgets": stacked(rows),
                }
            ),
            opts=self.child(),
        )
        console = f"https://{ctx.region}.console.aws.amazon.com/cloudwatch/home?region={ctx.region}"
        self.url = pulumi.Output.concat(console, "#dashboards/dashboard/", dashboard.dashboard_name)
        self.finish()


def _text(markdown: pulumi.Input[str], height: int) -> Widget:
    return Widget("text", {"markdown": markdown, "background": "transparent"}, height)


def _header(links: Mapping[str, pulumi.Input[str]], ctx: Context) -> Widget:
    items = [pulumi.Output.concat("[", title, "](", url, ")") for title, url in links.items()]
    runbook = f"[Runbook]({ctx.runbook})" if "://" in ctx.runbook else f"Runbook: {ctx.runbook}"
    line = pulumi.Output.all(f"{ctx.account} · {ctx.region}", *items, runbook).apply(" · ".join)
    return _text(pulumi.Output.concat(f"# {ctx.prefix}\n", line), 2)


def _states(arns: Sequence[pulumi.Input[str]]) -> list[list[Widget]]:
    """The latest trouble first."""
    return [
        [
            Widget(
                "alarm",
                {
                    "title": "アラームの状態 / Alarms",
                    "alarms": arns[start : start + ALARMS_IN_A_WIDGET],
                    "sortBy": "stateUpdatedTimestamp",
                },
                4,
            )
        ]
        for start in range(0, len(arns), ALARMS_IN_A_WIDGET)
    ]


def _widgets(graphs: Iterable[Graph], ctx: Context) -> list[tuple[Place, Widget]]:
    """One for each place and region, in the order of the page."""
    groups: dict[tuple[Place, str | None], list[Graph]] = defaultdict(list)
    for graph in graphs:
        groups[place_of(graph.runbook), graph.region].append(graph)
    order = list(dict.fromkeys(PLACES.values()))
    known = sorted((key for key in groups if key[0] in order), key=lambda key: order.index(key[0]))
    others = [key for key in groups if key[0] not in order]
    return [(place, _widget(place.title, region, groups[place, region], ctx)) for place, region in [*known, *others]]


def _widget(title: str, region: str | None, graphs: Sequence[Graph], ctx: Context) -> Widget:
    units = {graph.unit for graph in graphs}
    if len(units) > 1:
        raise ValueError(f"the graph {title} cannot have several units: {', '.join(sorted(units))}")
    return Widget(
        "metric",
        {
            "title": f"{title} ({region})" if region else title,
            "view": "timeSeries",
            "region": region or ctx.region,
            "timezone": TIME_ZONE,
            "metrics": _lines(graphs),
            "yAxis": {"left": {"label": graphs[0].unit, "min": 0, "showUnits": False}},
            "annotations": {"horizontal": _thresholds([graph for graph in graphs if isinstance(graph, Alarm)])},
        },
        6,
    )


def _lines(graphs: Sequence[Graph]) -> list[list[object]]:
    """A line for each graph, called like it; two of the same have one."""
    lines: list[list[object]] = []
    drawn: list[tuple[object, object]] = []
    for number, graph in enumerate(graphs):
        if (graph.metrics, graph.expression) in drawn:
            continue
        drawn.append((graph.metrics, graph.expression))
        period = max(graph.period_seconds, 60)  # the least that a page can show
        for key, metric in graph.metrics.items():
            look: dict[str, object] = {"stat": metric.statistic, "period": period}
            if graph.expression is None:
                look["label"] = graph.name
            else:
                look |= {"id": f"{key}_{number}", "visible": False}
            where = [part for dimension in metric.dimensions.items() for part in dimension]
            lines.append([metric.namespace, metric.name, *where, look])
        if graph.expression is not None:
            # Ids are those of the whole graph. Functions are in capitals, so no id is ever part of one.
            ids = "|".join(map(re.escape, graph.metrics))
            expression = re.sub(rf"\b({ids})\b", rf"\1_{number}", graph.expression)
            look = {"expression": expression, "label": graph.name, "id": f"e_{number}", "period": period}
            lines.append([look])
    return lines


def _thresholds(alarms: Sequence[Alarm]) -> list[dict[str, object]]:
    """Each once, as alarms of one kind mostly have one; where there are several, with the names of whose they are."""
    found: dict[tuple[str, float, Severity], list[str]] = defaultdict(list)
    for alarm in alarms:
        found[alarm.limit, alarm.threshold, alarm.severity].append(alarm.name)
    return [
        {
            "label": f"{limit}: {', '.join(names)}" if len(found) > 1 else limit,
            "value": value,
            "color": COLOURS[severity],
        }
        for (limit, value, severity), names in found.items()
    ]
