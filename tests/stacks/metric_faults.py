"""What is wrong with the alarms of a recorded stack, by the table of what AWS publishes (`metric_facts`).

CloudWatch takes an alarm on a metric that does not exist, or over a threshold in another unit, and never rings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from offline.graph import Graph, Resource
from offline.values import UNKNOWN
from tests.components.metric_math import evaluate
from tests.stacks.metric_facts import FACTS, FORMULAS, Fact, Formula

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
INSTANCE = "aws:rds/instance:Instance"
PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
OWN = "Megane/"
_TEXT = re.compile(r"\((?P<sign>>=|>|<) (?P<threshold>[\d,.]+) (?P<word>[^()]+)\)\. Runbook: \S+#[a-z0-9-]+")
_MEASURED = {"%", "s", "ms", "bytes", "Mbit/s"}
# https://aws.amazon.com/rds/instance-types/ (2026-11-26): "db.t3.small 2 | 2.0", "db.t3.medium 2 | 4.0" (vCPU, GiB)
MEMORY_GIB = {"db.t3.small": 2, "db.t3.medium": 4}
GIB = 2**30


@dataclass(frozen=True)
class Series:
    """One metric of an alarm."""

    namespace: str
    metric: str
    dimensions: Mapping[str, Any]
    statistic: str

    @property
    def name(self) -> str:
        return f"{self.namespace} {self.metric} {{{', '.join(sorted(self.dimensions))}}}"


def series_of(alarm: Resource) -> dict[str, Series]:
    """By id; the only metric of an alarm without math is `m`."""
    given: Mapping[str, Any] = alarm.inputs
    if "metricQueries" not in given:
        statistic = given.get("statistic") or given["extendedStatistic"]
        return {"m": Series(given["namespace"], given["metricName"], given.get("dimensions", {}), statistic)}
    queries = [(query["id"], query["metric"]) for query in given["metricQueries"] if "metric" in query]
    return {
        key: Series(one["namespace"], one["metricName"], one.get("dimensions", {}), one["stat"]) for key, one in queries
    }


def faults(graph: Graph) -> list[str]:
    """Of every alarm of a graph of the view "up", with its name in front."""
    filters = {
        (transformation["namespace"], transformation["name"]): transformation
        for one in graph.of_type(FILTER)
        if isinstance(transformation := one.inputs["metricTransformation"], dict)
    }
    return [
        f"{alarm.name}: {wrong}"
        for alarm in graph.of_type(ALARM)
        for wrong in (*_series(alarm, filters), *_threshold(alarm, filters), *_size(graph, alarm))
    ]


def _facts(series: Series) -> Fact | None:
    named = (fact for fact in FACTS if (fact.namespace, fact.metric) == (series.namespace, series.metric))
    return next((fact for fact in named if fact.dimensions == series.dimensions.keys()), None)


def _series(alarm: Resource, filters: Mapping[tuple[str, str], Mapping[str, Any]]) -> Iterator[str]:
    """Each metric exists, with these dimensions, in this region, and the statistic means something."""
    for series in series_of(alarm).values():
        if series.namespace.startswith(OWN):
            yield from _own(series, filters)
            continue
        fact = _facts(series)
        if fact is None:
            yield f"AWS publishes no {series.name}"
            continue
        if re.sub(r"^p\d.*", "p", series.statistic) not in fact.statistics:
            yield f"{series.statistic} of {series.metric} says nothing"
        if fact.only_in not in (None, alarm.region):
            yield f"{series.namespace} is in {fact.only_in} only, the alarm in {alarm.region}"
        for dimension, value in series.dimensions.items():
            if value in ("", None, UNKNOWN):
                yield f"{dimension} of {series.metric} is not known"
        if alarm.inputs["treatMissingData"] == "breaching" and not fact.steady:
            yield f"{series.metric} is missing when all is well, and that rings"


def _own(series: Series, filters: Mapping[tuple[str, str], Mapping[str, Any]]) -> Iterator[str]:
    """A metric of ours is what a filter makes of a log."""
    made = filters.get((series.namespace, series.metric))
    if made is None:
        yield f"no filter makes {series.name}"
    elif dict(made.get("dimensions", {})) != dict(series.dimensions):
        yield f"the filter of {series.metric} has other dimensions"
    elif series.statistic != ("Sum" if made["value"] == "1" else "Maximum"):
        yield f"{series.statistic} of {series.metric} says nothing"
    elif made["unit"] != "Count":
        yield f"the filter of {series.metric} counts in {made['unit']}"


def _formula(series: Mapping[str, Series]) -> Formula | None:
    named = {key: (one.namespace, one.metric) for key, one in series.items()}
    return next((formula for formula in FORMULAS if formula.series == named), None)


def _threshold(alarm: Resource, filters: Mapping[tuple[str, str], Mapping[str, Any]]) -> Iterator[str]:
    """What is said in the description is what is registered, in the unit of what is compared, and can be meant."""
    given: Mapping[str, Any] = alarm.inputs
    text = _TEXT.search(str(given["alarmDescription"]))
    if text is None:
        yield "does not say its threshold, unit and section of the runbook"
        return
    word, threshold = text["word"], float(given["threshold"])
    if float(text["threshold"].replace(",", "")) != threshold:
        yield f"rings at {threshold:g} and says {text['threshold']}"
    series = series_of(alarm)
    if "metricQueries" in given:
        formula = _formula(series)
        if formula is None:
            yield f"no formula for {', '.join(f'{key} {one.name}' for key, one in series.items())}"
            return
        yield from _worked(given["metricQueries"][-1]["expression"], formula)
        words, likely = {formula.word}, formula.likely
    elif series["m"].namespace.startswith(OWN):
        words, likely = {word} - _MEASURED, (0.0, 100_000.0)
    else:
        fact = _facts(series["m"])
        if fact is None:
            return
        words, likely = set(fact.words), fact.likely
        if series["m"].statistic == "SampleCount":
            words, likely = words - _MEASURED, (0, 1000)
    if word not in words:
        yield f"is in {word}, and what is compared in {' or '.join(sorted(words)) or 'a count'}"
    if not likely[0] <= threshold <= likely[1]:
        yield f"rings at {threshold:g} {word}, which should be {likely[0]:g} to {likely[1]:g}"


def _worked(expression: str, formula: Formula) -> Iterator[str]:
    for inputs, expected in formula.worked:
        found = evaluate(expression, inputs, ids=frozenset(formula.series))
        if found != expected and (found is None or expected is None or abs(found - expected) > 1e-6):
            yield f"makes {found} {formula.word} of {dict(inputs)}, which are {expected}"


def _size(graph: Graph, alarm: Resource) -> Iterator[str]:
    """A threshold that depends on what was bought is a whole percentage of it: with 1000 for 1024 it is none."""
    for series in series_of(alarm).values():
        if series.namespace != "AWS/RDS":
            continue
        whole = _bought(graph, series)
        if whole is None:
            continue
        percent = 100 * float(str(alarm.inputs["threshold"])) / whole
        if abs(percent - round(percent)) > 1e-6 or not 1 <= percent <= 95:
            yield f"rings at {percent:.3f} % of what {series.metric} can be"


def _bought(graph: Graph, series: Series) -> float | None:
    """Bytes or connections that the instance has; None for other metrics, and where a restore brings the storage."""
    identifier = series.dimensions.get("DBInstanceIdentifier")
    instances = {str(one.inputs["identifier"]): one.inputs for one in graph.of_type(INSTANCE)}
    instance: Mapping[str, Any] | None = instances.get(str(identifier))
    if instance is None:
        return None
    if series.metric == "FreeableMemory":
        return MEMORY_GIB[instance["instanceClass"]] * GIB
    if series.metric == "FreeStorageSpace":
        source: Mapping[str, Any] = instances.get(str(instance.get("replicateSourceDb")), instance)
        return source["allocatedStorage"] * GIB if "allocatedStorage" in source else None
    if series.metric == "DatabaseConnections":
        (group,) = graph.of_type(PARAMETERS)
        values: list[Mapping[str, Any]] = group.inputs["parameters"]  # type: ignore[assignment]  # a list of blocks
        return next(float(one["value"]) for one in values if one["name"] == "max_connections")
    return None
