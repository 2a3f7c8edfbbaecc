"""The page is drawn from what alarms say, and CloudWatch takes it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from components.alarm import Alarm, Graph, Metric
from tests.components import build
from tests.components.build import PLACE, known
from tests.components.dashboard_body import faults
from tests.components.look import inputs, made, outputs, parsed
from tests.conftest import Record

CPU = Alarm(
    name="api-cpu",
    severity="warning",
    description="Busy",
    metrics={"m": Metric("AWS/ECS", "CPUUtilization", {"ClusterName": "c", "ServiceName": "api"}, "Average")},
    comparison=">",
    threshold=80,
    unit="%",
    runbook="service-cpu",
)
NAT = Alarm(
    name="nat-1-bandwidth",
    severity="warning",
    description="Much",
    metrics={
        "out": Metric("AWS/NATGateway", "BytesOutToDestination", {"NatGatewayId": "nat-1"}, "Sum"),
        "back": Metric("AWS/NATGateway", "BytesInFromDestination", {"NatGatewayId": "nat-1"}, "Sum"),
    },
    expression="(FILL(out,0)+FILL(back,0))*8/PERIOD(out)/1000000",
    comparison=">",
    threshold=100,
    unit="Mbit/s",
    runbook="nat-bandwidth",
)


def page(record: Record, **changes: Any) -> dict[str, Any]:
    graph = record(lambda: build.dashboard(**changes), view="up")
    body: dict[str, Any] = parsed(inputs(graph, "cloudwatch.Dashboard page")["dashboardBody"])
    assert faults(body) == []
    return body


def graphs(body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        widget["properties"]["title"]: widget["properties"] for widget in body["widgets"] if widget["type"] == "metric"
    }


def texts(body: dict[str, Any]) -> list[str]:
    return [widget["properties"]["markdown"] for widget in body["widgets"] if widget["type"] == "text"]


def test_a_dashboard_is_one_page_of_the_stack(record: Record) -> None:
    graph = record(lambda: outputs(build.dashboard()), view="up")

    assert made(graph) == {"megane:observability:Dashboard page", "cloudwatch.Dashboard page"}
    assert inputs(graph, "cloudwatch.Dashboard page")["dashboardName"] == "megane-test"
    assert graph.outputs["url"] == (
        "https://ap-northeast-1.console.aws.amazon.com/cloudwatch/home?region=ap-northeast-1"
        "#dashboards/dashboard/megane-test"
    )


def test_an_alarms_metric_is_drawn_with_its_threshold(record: Record) -> None:
    (graph,) = graphs(page(record, graphs=[CPU])).values()

    assert graph["title"] == "ECS CPU 使用率"
    assert (graph["region"], graph["timezone"]) == ("ap-northeast-1", "+0900")
    look = {"stat": "Average", "period": 300, "label": "api-cpu"}
    assert graph["metrics"] == [["AWS/ECS", "CPUUtilization", "ClusterName", "c", "ServiceName", "api", look]]
    assert graph["yAxis"] == {"left": {"label": "%", "min": 0, "showUnits": False}}
    assert graph["annotations"] == {"horizontal": [{"label": "> 80 %", "value": 80, "color": "#ff7f0e"}]}


def test_alarms_of_one_place_share_a_graph_and_its_line(record: Record) -> None:
    web = replace(CPU, name="web-cpu", metrics={"m": replace(CPU.metrics["m"], dimensions={"ServiceName": "web"})})
    (graph,) = graphs(page(record, graphs=[CPU, web])).values()

    assert [line[-1]["label"] for line in graph["metrics"]] == ["api-cpu", "web-cpu"]
    assert len(graph["annotations"]["horizontal"]) == 1


def test_two_limits_of_one_metric_are_two_lines_over_one(record: Record) -> None:
    worse = replace(CPU, name="api-cpu-exhausted", severity="critical", threshold=95)
    (graph,) = graphs(page(record, graphs=[CPU, worse])).values()

    assert len(graph["metrics"]) == 1
    assert graph["annotations"]["horizontal"] == [
        {"label": "> 80 %: api-cpu", "value": 80, "color": "#ff7f0e"},
        {"label": "> 95 %: api-cpu-exhausted", "value": 95, "color": "#d62728"},
    ]


def test_math_of_several_alarms_keeps_its_own_ids(record: Record) -> None:
    other = {key: replace(metric, dimensions={"NatGatewayId": "nat-2"}) for key, metric in NAT.metrics.items()}
    second = replace(NAT, name="nat-2-bandwidth", metrics=other)
    lines = graphs(page(record, graphs=[NAT, second]))["NAT Gateway 帯域"]["metrics"]

    assert [line[-1] for line in lines if "expression" in line[-1]] == [
        {
            "expression": f"(FILL(out_{n},0)+FILL(back_{n},0))*8/PERIOD(out_{n})/1000000",
            "label": f"nat-{n + 1}-bandwidth",
            "id": f"e_{n}",
            "period": 300,
        }
        for n in (0, 1)
    ]
    series = {line[-1]["id"]: (line[1], line[3]) for line in lines if "expression" not in line[-1]}
    assert series == {
        "out_0": ("BytesOutToDestination", "nat-1"),
        "back_0": ("BytesInFromDestination", "nat-1"),
        "out_1": ("BytesOutToDestination", "nat-2"),
        "back_1": ("BytesInFromDestination", "nat-2"),
    }
    assert not any(line[-1]["visible"] for line in lines if "expression" not in line[-1])


def test_a_metric_of_another_region_is_read_there(record: Record) -> None:
    body = page(record, graphs=[replace(CPU, runbook="cdn-hit-rate", region="us-east-1")])

    assert graphs(body)["CloudFront キャッシュヒット率 (us-east-1)"]["region"] == "us-east-1"


def test_sections_are_in_the_documents_order_and_empty_ones_are_left_out(record: Record) -> None:
    assert [text for text in texts(page(record, graphs=[NAT, CPU])) if text.startswith("## ")] == [
        "## アプリケーション / Application Metrics",
        "## インフラストラクチャ / Infrastructure Metrics",
    ]


def test_graphs_are_in_the_order_of_the_page_and_new_ones_last(record: Record) -> None:
    new = replace(CPU, runbook="something-new")
    drawn = [new, NAT, replace(CPU, runbook="database-cpu"), replace(CPU, runbook="service-memory"), CPU]

    assert list(graphs(page(record, graphs=drawn))) == [
        "ECS CPU 使用率", "ECS メモリ使用率", "RDS CPU 使用率", "NAT Gateway 帯域", "something-new",
    ]  # fmt: skip


@pytest.mark.parametrize(("rings", "drawn"), [(10, 60), (60, 60), (300, 300)])
def test_no_period_is_shorter_than_a_page_can_show(record: Record, rings: int, drawn: int) -> None:
    for alarm in (CPU, NAT):
        (graph,) = graphs(page(record, graphs=[replace(alarm, period_seconds=rings)])).values()

        assert {line[-1]["period"] for line in graph["metrics"]} == {drawn}


def test_one_graph_has_one_unit(record: Record) -> None:
    with pytest.raises(ValueError, match="ECS CPU 使用率 cannot have several units: %, s"):
        record(lambda: build.dashboard(graphs=[CPU, replace(CPU, unit="s")]))


def test_the_state_of_all_alarms_is_on_top_the_latest_trouble_first(record: Record) -> None:
    arns = [f"arn:aws:cloudwatch:ap-northeast-1:111122223333:alarm:a-{n}" for n in range(101)]
    states = [widget for widget in page(record, alarm_arns=arns)["widgets"] if widget["type"] == "alarm"]

    assert [arn for widget in states for arn in widget["properties"]["alarms"]] == arns
    assert [len(widget["properties"]["alarms"]) for widget in states] == [100, 1]
    assert {widget["properties"]["sortBy"] for widget in states} == {"stateUpdatedTimestamp"}


def test_the_header_leads_to_what_is_watched(record: Record) -> None:
    links = {"アプリケーション": known("https://app.example.jp"), "CDN": "https://cdn.example.jp"}

    assert texts(page(record, links=links))[0] == (
        "# megane-test\n111122223333 · ap-northeast-1 · [アプリケーション](https://app.example.jp) · "
        "[CDN](https://cdn.example.jp) · Runbook: docs/OPERATION_RUNBOOK.md"
    )


def test_the_runbook_is_a_link_where_it_has_an_address(record: Record) -> None:
    online = replace(PLACE, runbook="https://wiki.example.jp/runbook")

    assert texts(page(record, ctx=online))[0].endswith(" · [Runbook](https://wiki.example.jp/runbook)")


def test_a_number_that_never_rings_is_drawn_without_a_threshold(record: Record) -> None:
    sessions = Graph(
        name="api-sessions",
        metrics={"m": Metric("Megane/test/api", "ActiveSessions", {}, "Maximum")},
        unit="sessions",
        runbook="active-sessions",
    )
    (graph,) = graphs(page(record, graphs=[sessions])).values()

    look = {"stat": "Maximum", "period": 300, "label": "api-sessions"}
    assert graph["metrics"] == [["Megane/test/api", "ActiveSessions", look]]
    assert graph["annotations"] == {"horizontal": []}


Break = Callable[[dict[str, Any]], object]
BREAKS: dict[str, Break] = {
    "unknown keys": lambda body: body.update(colour="red"),
    "start is no": lambda body: body.update(start="6h"),
    "periodOverride is": lambda body: body.update(periodOverride="always"),
    "500 widgets": lambda body: body.update(widgets=body["widgets"] * 200),
    "24 columns": lambda body: body["widgets"][-1].update(width=25),
    "no height": lambda body: body["widgets"][-1].update(height=0),
    "unknown type": lambda body: body["widgets"][-1].update(type="pie"),
    "has no region": lambda body: body["widgets"][-1]["properties"].pop("region"),
    "metrics is no list": lambda body: body["widgets"][-1]["properties"].update(metrics={}),
    "has no metrics": lambda body: body["widgets"][-1]["properties"].pop("metrics"),
    "unknown properties": lambda body: body["widgets"][-1]["properties"].update(unit="%"),
    "no markdown": lambda body: body["widgets"][0]["properties"].pop("markdown"),
    "1 to 100 alarms": lambda body: body["widgets"][1]["properties"].update(alarms=["arn"] * 101),
    "sorted by nothing": lambda body: body["widgets"][1]["properties"].update(sortBy="name"),
    "no offset": lambda body: body["widgets"][-1]["properties"].update(timezone="JST"),
    "id twice": lambda body: body["widgets"][-1]["properties"]["metrics"][0][-1].update(id="back_0"),
    "what is not there": lambda body: body["widgets"][-1]["properties"]["metrics"][-1][0].update(expression="other+1"),
    "strange metric": lambda body: body["widgets"][-1]["properties"]["metrics"][0].insert(2, "Loose"),
    "unknown statistic": lambda body: body["widgets"][-1]["properties"]["metrics"][0][-1].update(stat="Mean"),
    "wrong id": lambda body: body["widgets"][-1]["properties"]["metrics"][-1][0].update(id="E0"),
    "wrong period": lambda body: body["widgets"][-1]["properties"]["metrics"][0][-1].update(period=90),
    "unknown axis": lambda body: body["widgets"][-1]["properties"]["yAxis"].update(middle={}),
    "without a number": lambda body: body["widgets"][-1]["properties"]["annotations"]["horizontal"][0].pop("value"),
}


@pytest.mark.parametrize("said", BREAKS)
def test_a_broken_page_is_noticed(record: Record, said: str) -> None:
    body = copy.deepcopy(page(record, graphs=[NAT]))
    BREAKS[said](body)

    assert any(said in fault for fault in faults(body))
