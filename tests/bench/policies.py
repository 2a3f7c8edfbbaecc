"""How long all policy rules take on one recorded view of prod, against recording that view: `policies.py`.

Run by the benchmark in a process of its own; everything is imported and done once before anything is timed. It prints
JSON: for each number of services added the resources, and the medians in seconds of recording and of judging, with
what turns the graph into what rules see.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from offline import stackfile
from offline.findings import stack_of
from offline.graph import Graph
from offline.recorder import record
from policies.rules import all_rules
from policies.rules.model import run
from policies.rules.pack import Pack

ROOT = Path(__file__).resolve().parents[2]
RUNS = 5


def main() -> None:
    gc.disable()  # as the tool does
    measured = [measure(json.loads(sets)) for sets in sys.argv[1:]]
    sys.stdout.write(json.dumps(measured))


def measure(sets: list[str]) -> dict[str, float]:
    stack = stackfile.load(ROOT, "prod", sets)
    rules = all_rules()

    def recorded() -> Graph:
        return record(
            stack.directory,
            project=stack.project,
            stack=stack.name,
            config=stack.config,
            secret_keys=stack.secret_keys,
            view="up",
        )

    def judged(graph: Graph) -> None:
        seen = stack_of(graph, Pack(stated=True))
        for rule in rules:
            run(rule, seen)

    graph = recorded()
    judged(graph)
    recording, judging = [], []
    for _ in range(RUNS):  # in turn, so that a slow moment of the machine hits both
        recording.append(timed(recorded))
        judging.append(timed(lambda: judged(graph)))
    return {
        "resources": len(graph.resources),
        "recording": statistics.median(recording),
        "judging": statistics.median(judging),
    }


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
