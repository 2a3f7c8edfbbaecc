"""What CloudWatch demands of a dashboard's body, as a list of what is wrong with one; empty when it is sound.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

# Kind of widget -> property -> its type, and whether it must be there. What we do not use is not listed.
PROPERTIES: Mapping[str, Mapping[str, tuple[type, bool]]] = {
    "text": {"markdown": (str, True), "background": (str, False)},
    "alarm": {"alarms": (list, True), "title": (str, False), "sortBy": (str, False)},
    "metric": {
        "metrics": (list, True),
        "region": (str, True),
        "title": (str, False),
        "view": (str, False),
        "timezone": (str, False),
        "yAxis": (dict, False),
        "annotations": (dict, False),
    },
}
RENDERING = {"id", "label", "stat", "period", "visible", "color", "yAxis", "region"}
STATISTIC = re.compile(r"SampleCount|Average|Sum|Minimum|Maximum|p\d{1,2}(\.\d+)?")
ID = re.compile(r"[a-z][a-zA-Z0-9_]*")


def faults(body: Mapping[str, Any]) -> list[str]:
    return [*_body(body), *(f"widget {number}: {wrong}" for number, wrong in _widgets(body.get("widgets", [])))]


def _body(body: Mapping[str, Any]) -> Iterator[str]:
    if extra := body.keys() - {"widgets", "start", "periodOverride"}:
        yield f"unknown keys: {sorted(extra)}"
    if not re.fullmatch(r"-PT\d+[HM]|-P\d+[DWM]", body.get("start", "-PT3H")):
        yield "start is no relative time"
    if body.get("periodOverride", "auto") not in ("auto", "inherit"):
        yield "periodOverride is neither auto nor inherit"
    if not isinstance(body.get("widgets"), list) or len(body["widgets"]) > 500:
        yield "must have a list of 500 widgets at the most"


def _widgets(widgets: list[Mapping[str, Any]]) -> Iterator[tuple[int, str]]:
    for number, widget in enumerate(widgets):
        for wrong in (*_place(widget), *_properties(widget)):
            yield number, wrong


def _place(widget: Mapping[str, Any]) -> Iterator[str]:
    if widget.keys() != {"type", "x", "y", "width", "height", "properties"}:
        yield f"has the keys {sorted(widget)}"
        return
    if not (0 <= widget["x"] <= 23 and 1 <= widget["width"] <= 24 - widget["x"]):
        yield "is not on the 24 columns"
    if not (widget["y"] >= 0 and 1 <= widget["height"] <= 1000):
        yield "has no height on the page"


def _properties(widget: Mapping[str, Any]) -> Iterator[str]:
    known = PROPERTIES.get(widget.get("type", ""))
    if known is None:
        yield f"has the unknown type {widget.get('type')}"
        return
    given: Mapping[str, Any] = widget.get("properties", {})
    for key, (kind, required) in known.items():
        if key in given and not isinstance(given[key], kind):
            yield f"{key} is no {kind.__name__}"
        elif required and not given.get(key):
            yield f"has no {key}"
    if extra := given.keys() - known.keys():
        yield f"has unknown properties: {sorted(extra)}"
    if widget["type"] == "alarm":
        yield from _alarms(given)
    if widget["type"] == "metric":
        yield from _graph(given)


def _alarms(given: Mapping[str, Any]) -> Iterator[str]:
    if not 1 <= len(given.get("alarms", [])) <= 100:
        yield "must show 1 to 100 alarms"
    if given.get("sortBy", "default") not in ("default", "stateUpdatedTimestamp", "timestamp"):
        yield "is sorted by nothing that is known"


def _graph(given: Mapping[str, Any]) -> Iterator[str]:
    lines: list[list[Any]] = given.get("metrics", [])
    if not 1 <= len(lines) <= 500:
        yield "must have 1 to 500 metrics and expressions"
    if given.get("view", "timeSeries") != "timeSeries":
        yield "is no line graph"
    if not re.fullmatch(r"[+-]\d{4}", given.get("timezone", "+0000")):
        yield "has no offset as its time zone"
    ids = [line[-1]["id"] for line in lines if isinstance(line[-1], dict) and "id" in line[-1]]
    if len(ids) != len(set(ids)):
        yield f"has an id twice: {sorted(ids)}"
    for line in lines:
        yield from _line(line, set(ids))
    yield from _axes(given)


def _axes(given: Mapping[str, Any]) -> Iterator[str]:
    for side, axis in given.get("yAxis", {}).items():
        if side not in ("left", "right") or axis.keys() - {"label", "min", "max", "showUnits"}:
            yield f"has an unknown axis: {side} {axis}"
    for kind, found in given.get("annotations", {}).items():
        for annotation in found:
            if kind != "horizontal" or annotation.keys() - {"value", "label", "color", "fill", "visible", "yAxis"}:
                yield f"has an unknown annotation: {annotation}"
            elif not isinstance(annotation.get("value"), int | float):
                yield "has an annotation without a number"


def _line(line: list[Any], ids: set[str]) -> Iterator[str]:
    look: Mapping[str, Any] = line[-1] if isinstance(line[-1], dict) else {}
    if "expression" in look:
        named = set(re.findall(r"\b[a-z]\w*\b", look["expression"]))
        if len(line) != 1 or look.keys() - {"expression", "label", "id", "period"}:
            yield f"has a strange expression: {line}"
        if named - ids:
            yield f"has an expression of what is not there: {sorted(named - ids)}"
    else:
        names = line[: len(line) - bool(look)]
        if len(names) < 2 or len(names) % 2 or not all(isinstance(name, str) and name for name in names):
            yield f"has a strange metric: {names}"
        if look.keys() - RENDERING:
            yield f"has an unknown look: {sorted(look)}"
        if not STATISTIC.fullmatch(look.get("stat", "Average")):
            yield f"has an unknown statistic: {look['stat']}"
    if not ID.fullmatch(look.get("id", "m")):
        yield f"has a wrong id: {look['id']}"
    if look.get("period", 60) % 60 or look.get("period", 60) < 60:
        yield f"has a wrong period: {look['period']}"
