"""`make bench`: wall time and peak memory of `python -m offline preview dev prod`, against the floor of `floor.py`, and
the time of all policy rules against that of recording what they judge.

Every run is a process of its own; preview and floor alternate, so that a slow minute of the machine hits both. Ratios
are of medians within this one run and say nothing across machines.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[2]
FLOOR = Path(__file__).with_name("floor.py")
STACKS = ("dev", "prod")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
RUNS = 5
WIDTH = 110  # columns, also where the output is a file
MANY = (2, 20, 100)
IMAGE = f"111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/megane/worker@sha256:{'0' * 64}"

# What the program makes Python import of the SDK, found by recording it once.
FIND_MODULES = """
import json, sys
from pathlib import Path
from offline import runner, stackfile
runner.record([stackfile.load(Path(), "prod")], ["preview"], lambda label, count: None)
print(json.dumps([name for name in sys.modules if name.startswith(("pulumi_aws", "pulumi_random"))]))
"""


@dataclass(frozen=True)
class Measured:
    """Seconds and MiB of several runs of one command."""

    seconds: list[float] = field(default_factory=list)
    mebibytes: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def row(self) -> tuple[str, str, str]:
        low, high = min(self.seconds), max(self.seconds)
        return f"{self.median:.2f} s", f"{low:.2f}–{high:.2f} s", f"{max(self.mebibytes):.0f} MiB"


def run(command: list[str], into: Measured, scratch: Path) -> None:
    """Runs in `scratch`, where a preview may write its `out/`."""
    started = time.perf_counter()
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=scratch, env=ENVIRONMENT, stdout=quiet, stderr=quiet) as process:  # noqa: S603  ours
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):  # 1 is a preview with findings
        raise SystemExit(f"{' '.join(command)} failed with exit status {process.returncode}")
    into.seconds.append(time.perf_counter() - started)
    into.mebibytes.append(usage.ru_maxrss / 1024)


def output(*command: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603  our own
    if done.returncode:
        raise SystemExit(done.stderr)
    return done


def workers(count: int) -> Iterator[str]:
    """Settings that add so many services without port or pool."""
    for number in range(count):
        yield from ("--set", f"megane:services.w{number:03}={{image: '{IMAGE}'}}")


def compare(scratch: Path, modules: Path, extra: int, console: Console) -> tuple[int, Measured, Measured]:
    sets = list(workers(extra))
    graphs, count = [], 0
    for stack in STACKS:
        text = output(sys.executable, "-m", "offline", "graph", stack, "--json", *sets).stdout
        graphs.append(scratch / f"{stack}-{extra}.json")
        graphs[-1].write_text(text, encoding="utf-8")
        count += len(json.loads(text)["resources"])
    preview, floor = Measured(), Measured()
    for number in range(RUNS):
        console.print(f"{extra} more services, run {number + 1} of {RUNS} …", style="dim")
        run([sys.executable, "-m", "offline", "preview", *STACKS, "--project", str(ROOT), *sets], preview, scratch)
        run([sys.executable, str(FLOOR), str(modules), *map(str, graphs)], floor, scratch)
    return count, preview, floor


def policies(progress: Console) -> None:
    progress.print("policies …", style="dim")
    added = (0, 20, 100)
    sets = [json.dumps([word for word in workers(extra) if word != "--set"]) for extra in added]
    measured = json.loads(output(sys.executable, "-m", "tests.bench.policies", *sets).stdout)
    table = Table("services more", "resources", "recording", "policies", "ratio", "a resource", box=None)
    for extra, row in zip(added, measured, strict=True):
        table.add_row(
            str(extra),
            str(row["resources"]),
            f"{row['recording']:.2f} s",
            f"{row['judging']:.3f} s",
            f"{row['judging'] / row['recording']:.2f}",
            f"{1e6 * row['judging'] / row['resources']:.0f} µs",
        )
    console = Console(width=WIDTH)
    console.print(table)
    console.print("ratio: policies / recording of one view of prod, goal under 0.3; a resource: the same in each row.")


def main() -> None:
    progress, console = Console(stderr=True), Console(width=WIDTH)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        modules = scratch / "modules.json"
        modules.write_text(output(sys.executable, "-c", FIND_MODULES).stdout, encoding="utf-8")
        table = Table("services more", "resources", "", "median", "range", "peak memory", "ratio", "growth", box=None)
        base: float | None = None
        for extra in (0, *MANY):
            count, preview, floor = compare(scratch, modules, extra, progress)
            ratio = preview.median / floor.median
            if extra == MANY[0]:
                base = ratio
            growth = f"{ratio / base:.2f}" if base is not None and extra != MANY[0] else ""
            table.add_row(str(extra), str(count), "preview", *preview.row(), f"{ratio:.2f}", growth)
            table.add_row("", "", "floor", *floor.row(), "", "")
    console.print(table)
    console.print("ratio: preview / floor, goal under 2. growth: ratio against that of 2 services, goal under 1.3.")
    policies(progress)


if __name__ == "__main__":
    main()
