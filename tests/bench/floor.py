"""The least that any preview of these resources costs: import the SDK's modules, register each resource once.

Run by the benchmark: `floor.py MODULES.json GRAPH.json…`. Nothing of the project is imported.
"""

from __future__ import annotations

import asyncio
import atexit
import gc
import importlib
import json
import sys
from pathlib import Path
from typing import Any

import pulumi
from pulumi.runtime import mocks
from pulumi.runtime.stack import run_pulumi_func


class Echo(mocks.Mocks):
    """Gives every resource an id and its own inputs back."""

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, object]]:
        return f"{args.name}-id", args.inputs

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, object], list[tuple[str, str]] | None]:
        raise AssertionError(f"a floor calls nothing, not {args.token}")


def main() -> None:
    gc.disable()  # as the preview does: else the floor would pay for what the preview saves
    atexit.register(gc.freeze)
    modules, *graphs = (json.loads(Path(name).read_text(encoding="utf-8")) for name in sys.argv[1:])
    for module in modules:
        importlib.import_module(module)
    for graph in graphs:
        asyncio.set_event_loop(asyncio.new_event_loop())
        mocks.set_mocks(Echo(), project=graph["project"], stack=graph["stack"])

        def program(resources: list[dict[str, Any]] = graph["resources"]) -> None:  # JSON, as recorded
            for resource in resources:
                pulumi.CustomResource(resource["type"], resource["name"], resource["inputs"])

        asyncio.get_event_loop().run_until_complete(run_pulumi_func(program))


if __name__ == "__main__":
    main()
