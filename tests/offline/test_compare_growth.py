"""Growing production step by step, and going back: the committed stack file, as `--set` changes it."""

from __future__ import annotations

import itertools
import json

import pytest
from typer.testing import CliRunner

from offline.cli import app
from offline.compare import compare
from offline.comparison import Comparison, Sign
from offline.effects_rules import Effect, When
from offline.graph import Graph
from offline.render import terminal, words
from tests.stacks.load import ROOT, named, stack_graph

MINIMAL = "megane:profile=minimal"
REPLICA = "megane-database-replica"
STEPS = {
    "standby": ("megane:database.multiAz=true",),
    "replica": ("megane:database.readReplica=true",),
    "cache": ("megane:cache.replicasPerShard=1", "megane:cache.multiAz=true"),
    "nat": ("megane:network.natGateways=per-az",),
}
SUBSETS = [frozenset(chosen) for size in range(len(STEPS)) for chosen in itertools.combinations(STEPS, size)]


def _graph(steps: frozenset[str]) -> Graph:
    """Production in its minimal profile with some of the steps taken; each is recorded once."""
    changes = [change for step, its in STEPS.items() if step in steps for change in its]
    return stack_graph("preview", "prod", MINIMAL, *changes)


def _switch() -> Comparison:
    return compare(named("prod-minimal"), named("prod"))


def _back() -> Comparison:
    return compare(named("prod"), named("prod-minimal"))


@pytest.mark.parametrize(
    ("taken", "step"),
    [
        pytest.param(taken, step, id=f"{'+'.join(sorted(taken)) or 'minimal'}+{step}")
        for taken in SUBSETS
        for step in STEPS
        if step not in taken
    ],
)
def test_a_step_replaces_and_removes_nothing(taken: frozenset[str], step: str) -> None:
    comparison = compare(_graph(taken), _graph(taken | {step}))
    assert [changed.after.name for changed in comparison.changed if changed.replaced or changed.loses_data] == []
    assert [resource.name for resource in comparison.removed] == []
    assert not comparison.is_refused
    assert comparison.created or comparison.changed  # the step is one


class TestTheSwitchOfTheProfile:
    def test_replaces_and_removes_nothing(self) -> None:
        comparison = _switch()
        assert (comparison.counts[Sign.REPLACE], comparison.removed, comparison.losses) == (0, (), ())
        assert {changed.effect for changed in comparison.data_changes()} == {Effect.IN_PLACE, Effect.INTERRUPTS}

    def test_says_what_waits(self) -> None:
        comparison = _switch()
        assert comparison.waiting(When.WINDOW) == {
            "megane-database-primary": ["instanceClass", "multiAz"],
            "megane-cache": ["multiAzEnabled"],
        }
        assert comparison.waiting(When.RESTART) == {"megane-database": ["max_connections"]}

    @pytest.mark.parametrize("width", ["80", "100", "120"])
    def test_as_it_is_printed(
        self, width: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("COLUMNS", width)
        lines = _printed(_switch(), capsys).splitlines()
        assert max(map(len, lines)) <= int(width)
        text = " ".join(" ".join(lines).split())
        assert " 1 interrupted, 0 replaced " in text
        assert (
            "Waits for the maintenance window, as applyImmediately is false: "
            "megane-database-primary (instanceClass, multiAz); megane-cache (multiAzEnabled)"
        ) in text
        # Names stay whole, however narrow it is.
        assert [name for name in _names(_switch()) if not any(name in line for line in lines)] == []


class TestGoingBack:
    def test_would_lose_what_is_protected_or_holds_data(self) -> None:
        comparison = _back()
        protected = {resource.name for resource in comparison.removed if resource.protect}
        lost = {loss.resource.name: loss for loss in comparison.losses}
        assert REPLICA in protected
        assert protected <= lost.keys()
        assert not lost[REPLICA].loses_data
        assert lost[REPLICA].lost == "Nothing: the primary has the data"

    def test_each_is_named_with_the_way_round(self, capsys: pytest.CaptureFixture[str]) -> None:
        text = _printed(_back(), capsys)
        for loss in _back().losses:
            assert f" {loss.resource.name}" in text
            assert loss.way_round in " ".join(text.split())
            if loss.resource.protect:
                assert f"    pulumi state unprotect --stack prod '{loss.resource.urn}'\n" in text
        assert "    aws rds modify-db-instance --db-instance-identifier megane-prod-replica " in text

    @pytest.mark.usefixtures("recorded")
    def test_is_status_1(self) -> None:
        args = ["compare", "prod", "--set", MINIMAL, "--project", str(ROOT), "--json"]
        result = CliRunner().invoke(app, args)
        said = json.loads(result.stdout)
        assert result.exit_code == 1
        assert said == json.loads(json.dumps(_back().to_json()))
        replica = next(resource for resource in said["removed"] if resource["name"] == REPLICA)
        assert (replica["protected"], replica["losesData"], replica["wayRound"]) == (True, False, "none needed")


def test_the_first_phase_is_what_a_step_starts_from() -> None:
    """Or the steps would be taken from somewhere else than the switch."""
    assert compare(_graph(frozenset()), named("prod-minimal")).changed == ()


def _printed(comparison: Comparison, capsys: pytest.CaptureFixture[str]) -> str:
    with terminal.console() as out:
        terminal.print_comparison(out, comparison)
    return capsys.readouterr().out


def _names(comparison: Comparison) -> list[str]:
    resources = [*comparison.created, *(changed.after for changed in comparison.changed)]
    return [name for resource in resources for name in (resource.name, words.short_type(resource.type))]
