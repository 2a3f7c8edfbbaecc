"""The committed stacks, each recorded once in a run of the tests."""

from __future__ import annotations

import os
import pickle
import zlib
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import cast

from offline import stackfile
from offline.findings import Finding, judge
from offline.graph import Graph, Resource, View
from offline.policy_config import pack_of
from offline.recorder import record
from policies.rules.pack import Pack

ROOT = Path(__file__).resolve().parents[2]
INVENTORIES = ROOT / "tests" / "data" / "inventory"
SHARED: Path | None = None  # where the processes of one run find each other's recordings

# Everything that the document describes: its first phase and its full set-up in production, the stacks before it, and
# the one that takes its place when the region is lost.
STACKS: dict[str, tuple[str, ...]] = {
    "dev": ("dev",),
    "staging": ("staging",),
    "prod": ("prod",),
    "prod-minimal": ("prod", "megane:profile=minimal"),
    "dr": ("dr",),
}


@cache
def stack_graph(view: View, stack: str, *changes: str) -> Graph:
    """One recording of `Pulumi.<stack>.yaml` with `--set` changes."""
    return shared(stackfile.load(ROOT, stack, changes), view)


def shared(stack: stackfile.Stack, view: View) -> Graph:
    """The recording of this run of the tests, whichever of its processes made it."""
    if SHARED is None:
        return recorded(stack, view)
    told = (stack.directory, stack.name, sorted(stack.config.items()), sorted(stack.secret_keys), view)
    kept = SHARED / sha256(repr(told).encode()).hexdigest()
    if not kept.exists():
        own = kept.with_suffix(f".{os.getpid()}")  # renamed when it is whole, as others may be looking
        own.write_bytes(zlib.compress(pickle.dumps(recorded(stack, view)), 1))
        own.rename(kept)
    return cast(Graph, pickle.loads(zlib.decompress(kept.read_bytes())))  # noqa: S301  of this very run


def recorded(stack: stackfile.Stack, view: View) -> Graph:
    """A recording of one's own, for a test that changes what it hangs on beside the configuration."""
    return record(
        stack.directory,
        project=stack.project,
        stack=stack.name,
        config=stack.config,
        secret_keys=stack.secret_keys,
        view=view,
    )


def named(label: str, view: View = "preview") -> Graph:
    return stack_graph(view, *STACKS[label])


def pack(stack: str, *changes: str) -> Pack:
    """What the policies are told of `Pulumi.<stack>.yaml` with those changes."""
    return pack_of(stackfile.load(ROOT, stack, changes), tried=bool(changes))


@cache
def findings(stack: str, *changes: str) -> tuple[Finding, ...]:
    """What the policies say of both views."""
    return judge(stack_graph("preview", stack, *changes), stack_graph("up", stack, *changes), pack(stack, *changes))


def one(graph: Graph, type_: str) -> Resource:
    """The only resource of a type."""
    (found,) = graph.of_type(type_)
    return found


def inventory(graph: Graph) -> str:
    """What a reviewer reads: a line for each resource, sorted."""
    return "".join(sorted(f"{resource.type} {resource.name}\n" for resource in graph.resources))


def reaches(graph: Graph, resource: Resource) -> set[str]:
    """URNs of what must exist before the resource: what it depends on, what its component was given, what those are."""
    found: set[str] = set()
    waiting = [resource.urn]
    while waiting:
        for urn in graph.by_urn[waiting.pop()].dependencies:
            if urn not in found and urn in graph.by_urn:
                found.add(urn)
                waiting.append(urn)
    return found
