"""Rules that for now only count what they would stop."""

from __future__ import annotations

from typing import Any

import pytest

from offline.compare import compare
from planning.counting import RULE_NAMES, RuleName
from tests.components import build
from tests.components.look import find
from tests.components.waf_parts import rules
from tests.conftest import Record

OWN = {"admin-allow-list", "rate-limit", "oversize-body"}


def test_every_rule_that_stays_can_count(record: Record) -> None:
    assert set(rules(record)) == set(RULE_NAMES)


@pytest.mark.parametrize("name", RULE_NAMES)
def test_the_named_rule_counts_and_the_others_do_not(record: Record, name: RuleName) -> None:
    for found, rule in rules(record, count=[name]).items():
        if found in OWN:
            assert rule["action"] == ({"count": {}} if found == name else {"block": {}})
            assert "overrideAction" not in rule
        else:
            assert rule["overrideAction"] == ({"count": {}} if found == name else {"none": {}})
            assert "action" not in rule


def test_the_day_on_which_it_ends_can_be_read_off_the_acl(record: Record) -> None:
    def tags(count: list[RuleName], until: str | None) -> object:
        graph = record(lambda: build.waf(count=count, count_until=until))
        tags = find(graph, "wafv2.WebAcl waf").inputs["tags"]
        assert isinstance(tags, dict)
        return tags.get("CountUntil")

    assert tags(["common"], "2026-12-31") == "2026-12-31"
    assert tags([], None) is None


def test_to_end_it_replaces_nothing(record: Record) -> None:
    counting = record(build.waf, view="up")
    blocking = record(lambda: build.waf(count=(), count_until=None), view="up")

    difference = compare(counting, blocking)
    assert (difference.created, difference.removed) == ((), ())
    (changed,) = difference.changed
    assert (changed.after.name, changed.replaced) == ("waf", False)


def test_the_administration_is_never_merely_counted_where_users_work(record: Record) -> None:
    changes: dict[str, Any] = {"count": ["admin-allow-list"]}
    record(lambda: build.waf(**changes))
    record(lambda: build.waf(build.DURABLE))

    with pytest.raises(ValueError, match="the admin allow-list must not only count where users work"):
        record(lambda: build.waf(build.DURABLE, **changes))
