"""Runs the real program on Pulumi's own test monitor and gives what it registers as a graph.

No thread, no port, no network: the SDK's calls to its monitor are answered in the loop that runs the program, so
two runs go through the same steps in the same order.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import gc
import json
import runpy
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Executor
from inspect import iscoroutine
from pathlib import Path
from typing import Any, TypeVar, TypeVarTuple, Unpack

import pulumi
from pulumi.runtime import config as pulumi_config
from pulumi.runtime import settings
from pulumi.runtime.mocks import MockEngine
from pulumi.runtime.proto import engine_pb2
from pulumi.runtime.stack import register_stack_transformation, run_in_stack
from typing_extensions import override

from offline.graph import Graph, Resource, View
from offline.invokes import Place
from offline.monitor import Monitor
from offline.shortcuts import shortcuts

_T = TypeVar("_T")
_Ts = TypeVarTuple("_Ts")

# When the stack does not say (a component alone in a test): AWS's own example account, and Tokyo.
_ACCOUNT = "111122223333"
_REGION = "ap-northeast-1"


def record(
    program: Callable[[], object] | Path,
    *,
    project: str,
    stack: str,
    config: Mapping[str, str],
    view: View,
    secret_keys: Collection[str] = (),
    on_resource: Callable[[int], None] | None = None,
) -> Graph:
    """Run a program (a function, or the directory of a `__main__.py`) and return the graph of its resources.

    `config` is the stack's configuration by full key; `secret_keys` are those that the program is told are secret
    (`require_secret` makes any key one). `on_resource` hears the number of resources after each. Whatever the program
    raises comes out as it was raised; what cannot be deployed, or known offline, is a `refusals.RecordingError`.
    """
    place = Place(config.get(f"{project}:account") or _ACCOUNT, config.get("aws:region") or _REGION)
    no_default = json.loads(config.get("pulumi:disable-default-providers") or "[]")
    monitor = Monitor(view, project, stack, place, on_resource or (lambda _: None), no_default)
    engine = _Engine()
    body = (lambda: _run_directory(program)) if isinstance(program, Path) else program

    def run() -> list[str]:
        settings.ROOT.set(None)
        settings.configure(
            settings.Settings(project, stack, monitor, engine, dry_run=view == "preview", root_directory=".")
        )
        settings.SETTINGS.callbacks = monitor.callbacks
        pulumi_config.set_all_config(dict(config), list(secret_keys))
        return _run(body, monitor)

    # Pulumi keeps its settings in context variables: in a context of its own, a run leaves nothing behind.
    with _no_collection(), shortcuts():
        order = contextvars.copy_context().run(run)
    resources = monitor.records.values()
    rank = {urn: index for index, urn in enumerate(order)}
    adopted = sorted(monitor.adopted.values(), key=lambda resource: rank[resource.urn])
    return Graph(
        project=project,
        stack=stack,
        profile=config.get(f"{project}:profile"),
        view=view,
        resources=tuple(sorted(resources, key=lambda resource: _rank(resource, rank, monitor.records))),
        outputs=monitor.outputs,
        adopted=tuple(adopted),
        messages=tuple(dict.fromkeys(engine.messages)),
    )


def _rank(resource: Resource, rank: Mapping[str, int], records: Mapping[str, Resource]) -> int:
    """Where the program made it; the children of a remote component are where that is, in awsx's own order."""
    while resource.urn not in rank and resource.parent:
        resource = records[resource.parent]
    return rank.get(resource.urn, 0)


def _run(body: Callable[[], object], monitor: Monitor) -> list[str]:
    """Run the program to its end in a loop of its own; the URNs in the order in which it made the resources."""
    made: list[pulumi.Resource] = []
    raised: list[BaseException] = []

    def notice(args: pulumi.ResourceTransformationArgs) -> None:
        # Registrations arrive in the order in which their inputs resolve; this is called in the program's order.
        if args.opts.urn is None:
            made.append(args.resource)
            monitor.classes.setdefault(args.type_, type(args.resource))

    loop = _Loop()

    async def guarded() -> None:
        register_stack_transformation(notice)
        try:
            body()
        except BaseException as error:
            raised.append(error)
            raise
        # The SDK would now wait for one output after the other, looking through all of them each time: with a hundred
        # services that was a third of the whole.
        await loop.settled()

    async def main() -> list[str]:
        await run_in_stack(guarded)
        return [str(await each.urn.future()) for each in made]

    try:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            return runner.run(main())
    except BaseException as error:
        # The SDK winds down with whichever failure it meets: what the program itself raised comes first, then the
        # first registration that failed.
        failure = next(iter(raised), settings.SETTINGS.rpc_manager.unhandled_exception or error)
    if failure.__cause__ is failure:  # the SDK raises a failed registration "from" itself
        failure.__cause__ = None
    raise failure  # outside `except`, so that its own context stays as it was


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """The SDK makes hundreds of objects a resource, none of them garbage before the end; looking through them and
    through all of pulumi_aws for garbage again and again took a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _run_directory(directory: Path) -> None:
    """As `pulumi` runs it: from its own directory, which comes first on the path."""
    directory = directory.resolve()  # before leaving the directory that a relative path starts from
    with contextlib.chdir(directory), _own_modules(directory.resolve()):
        runpy.run_path(str(directory.resolve()), run_name="__main__")


@contextlib.contextmanager
def _own_modules(directory: Path) -> Iterator[None]:
    """Another program's modules of the same name (each has a `settings`) make way, and come back afterwards."""
    names = {path.stem for path in directory.glob("*.py")} | {path.parent.name for path in directory.glob("*/*.py")}
    others = {
        name: module
        for name, module in list(sys.modules.items())
        if name.partition(".")[0] in names - {"__main__"} and not _is_inside(module, directory)
    }
    for name in others:
        del sys.modules[name]
    try:
        yield
    finally:
        if others:
            for name in [name for name in sys.modules if name.partition(".")[0] in names - {"__main__"}]:
                del sys.modules[name]
            sys.modules.update(others)


def _is_inside(module: object, directory: Path) -> bool:
    file = getattr(module, "__file__", None)
    paths = [file] if file else list(getattr(module, "__path__", []))
    return any(Path(path).resolve().is_relative_to(directory) for path in paths)


class _Engine(MockEngine):
    """Keeps what the program says to its user; the SDK's own would hand it to Python's log, where nobody looks."""

    def __init__(self) -> None:
        super().__init__(None)
        self.messages: list[str] = []

    @override
    def Log(self, request: engine_pb2.LogRequest) -> None:
        if request.severity != engine_pb2.DEBUG:
            self.messages.append(request.message)


class _Loop(asyncio.SelectorEventLoop):
    """Answers the SDK's calls to the monitor at once instead of in a thread: fewer hops, and the same every time."""

    async def settled(self) -> None:
        """Returns once nothing is left to do but what waits for a timer or for the program's end."""
        await asyncio.sleep(0)
        while self._ready:  # type: ignore[attr-defined]  # asyncio has no public way to ask
            await asyncio.sleep(0)

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[Unpack[_Ts]], _T], *args: *_Ts
    ) -> asyncio.Future[_T]:
        future: asyncio.Future[_T] = self.create_future()
        try:
            result = func(*args)
        except Exception as error:  # it belongs to whoever awaits the future
            future.set_exception(error)
            return future
        if iscoroutine(result):  # the monitor has to wait for a transform function
            return self.create_task(result)
        future.set_result(result)
        return future

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """A failed program leaves futures that nobody asks; what went wrong is raised by `record`."""
