"""Fixtures for every test: programs and components are recorded, never deployed."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

import pytest

import settings
from offline.graph import Graph, View
from offline.recorder import record as record_program
from tests.days import fixed
from tests.stacks import load

CONFIG = {"aws:region": "ap-northeast-1", "megane:account": "111122223333"}


class Record(Protocol):
    """Records what `build` registers: a component alone, or anything else that is not a whole stack."""

    def __call__(
        self,
        build: Callable[[], object],
        view: View = "preview",
        config: Mapping[str, str] | None = None,
        stack: str = "test",
    ) -> Graph: ...


def pytest_collection_finish() -> None:
    """What is imported by now stays: a look for garbage need not go through all of pulumi_aws each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[None]:
    """The processes of a run share what they record; each has a folder of its own in the folder of the run."""
    own = tmp_path_factory.getbasetemp()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "SHARED", own if worker_id == "master" else own.parent)
        yield


@pytest.fixture(autouse=True, scope="session")
def today() -> Iterator[None]:
    """What a program reminds of depends on the day; what is tested does not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "date", fixed("2026-12-01"))
        yield


@pytest.fixture
def record() -> Record:
    def run(
        build: Callable[[], object],
        view: View = "preview",
        config: Mapping[str, str] | None = None,
        stack: str = "test",
    ) -> Graph:
        return record_program(build, project="megane", stack=stack, config={**CONFIG, **(config or {})}, view=view)

    return run
