"""`compare` on a small program, in this process."""

from __future__ import annotations

import json

import pytest

from tests.offline.command import run

pytestmark = pytest.mark.usefixtures("program")


def test_two_stacks() -> None:
    assert run("compare", "dev", "prod").stdout.splitlines() == [
        "dev (minimal) → prod (ha)  + 1 to create, ~ 1 to change, 3 the same",
        "~  dynamodb.Table  db",
        "                   readCapacity: 1 → 2",
        "+  sns.Topic       topic-1",
    ]


def test_one_stack_before_and_after() -> None:
    changes = ("--from", "size=3", "--set", "encrypted=false")
    said = json.loads(run("compare", "dev", *changes, "--json", status=1).stdout)
    assert [removed["name"] for removed in said["removed"]] == ["topic-1", "topic-2"]
    assert said["created"] == []
    assert [(changed["name"], changed["replaced"], changed["losesData"]) for changed in said["changed"]] == [
        ("db", True, True),
        ("log", False, False),
    ]


def test_the_loss_of_data_is_said() -> None:
    text = run("compare", "dev", "--set", "encrypted=false", status=1).stdout
    assert "±  dynamodb.Table       db  data would be lost\n" in text
    assert "What holds data: 1 in place, 0 interrupted, 1 replaced\n" in text
    assert text.endswith(
        "Would go: 1 resource holding data or protected (exit status 1)\n"
        "dynamodb.Table db\n"
        "  Would be: replaced: hashKey cannot change in place\n"
        "  Lost: The items in it\n"
        "  Way round: make the new table beside it and restore a backup into it (`aws dynamodb\n"
        "  restore-table-from-backup`)\n"
    )


def test_between_two_stacks_nothing_is_lost() -> None:
    text = run("compare", "dev", "open").stdout
    assert "±  dynamodb.Table" in text
    assert "Would go" not in text


def test_a_narrow_terminal_has_the_names_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    assert run("compare", "dev", "prod").stdout.splitlines() == [
        "dev (minimal) → prod (ha)  + 1 to create, ~ 1 to change, 3 the same",
        "~  dynamodb.Table  db",
        "     readCapacity: 1 → 2",
        "+  sns.Topic  topic-1",
    ]


def test_nothing_to_compare() -> None:
    assert run("compare", "dev", status=2).stderr == (
        "nothing to compare dev with: give a second stack, --from or --set\n"
    )
