"""Saved queries are sound Logs Insights QL, and find in lines of the logs what they are for."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from planning.insights import QUERIES, Query, Theme
from planning.log_kinds import LogKind

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
COMMANDS = {"fields", "filter", "parse", "pattern", "stats", "sort", "limit", "dedup", "display"}
PATTERN_FIELDS = {"@pattern", "@ratio", "@sampleCount", "@severityLabel"}
each_query = pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)


def commands(query: Query) -> list[tuple[str, str]]:
    """Command and the rest of its line."""
    lines = query.text.split("\n| ")
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in lines]


def expression(text: str) -> re.Pattern[str]:
    """The only regular expression of a line, as Python writes it."""
    found = re.search(r"/(.*)/", text)
    assert found, text
    return re.compile(found[1].replace(r"\/", "/").replace("(?<", "(?P<"))


def of(name: str) -> Query:
    (query,) = (query for query in QUERIES if query.name == name)
    return query


def test_every_theme_and_every_kind_of_log_has_a_query() -> None:
    assert {query.theme for query in QUERIES} == set(get_args(Theme))
    assert {query.kind for query in QUERIES} == set(get_args(LogKind))
    assert len({query.name for query in QUERIES}) == len(QUERIES)


@each_query
def test_commands_are_known_and_quotes_closed(query: Query) -> None:
    for command, rest in commands(query):
        assert command in COMMANDS
        outside = re.sub(r"/.*/", "", rest)
        assert outside.count('"') % 2 == outside.count("`") % 2 == 0
        assert outside.count("(") == outside.count(")")
        if command == "parse" or " like " in rest:
            expression(rest)


@each_query
def test_results_are_sorted_by_what_they_show(query: Query) -> None:
    shown: set[str] = set()
    for command, rest in commands(query):
        if command == "fields":
            shown |= {field.strip(" `") for field in rest.split(",")}
        elif command == "stats":
            shown = set(re.findall(r" as (\w+)", rest))
        elif command == "pattern":
            shown = PATTERN_FIELDS
        elif command == "sort":
            field, order = rest.split(" ")
            assert field in shown
            assert order in ("asc", "desc")


@each_query
def test_a_result_is_bounded(query: Query) -> None:
    last, rest = commands(query)[-1]

    assert last == "limit" or (last == "stats" and "bin(" in rest)


def test_fields_with_a_hyphen_are_quoted() -> None:
    for query in QUERIES:
        for _, rest in commands(query):
            bare = re.sub(r'`[^`]*`|"[^"]*"|/.*/', "", rest)
            assert not re.search(r"\w-\w", bare), query.name


@pytest.mark.parametrize("name", ["answers-5xx", "slow-addresses"])
@pytest.mark.parametrize(
    "line",
    [
        '{"type":"h2","target_processing_time":0.5,"request_url":"https://app.example.jp:443/api/orders?mail=a@b.jp"}',
        '{"type":"h2","target_processing_time":0.5,"request":"GET https://app.example.jp:443/api/orders HTTP/2.0"}',
    ],
)
def test_the_address_of_a_request_is_read_without_what_forms_send(name: str, line: str) -> None:
    (parse,) = (rest for command, rest in commands(of(name)) if command == "parse")

    found = expression(parse).search(line)

    assert found is not None
    assert found["address"] == "https://app.example.jp:443/api/orders"


PREFIX = "2026-11-01 03:00:00 UTC:10.0.16.9(51234):megane_app@megane:[123]:"


def test_slow_statements_are_read_from_the_databases_log() -> None:
    (parse,) = (rest for command, rest in commands(of("slow-statements")) if command == "parse")

    found = expression(parse).search(f"{PREFIX}LOG:  duration: 1234.567 ms  execute <unnamed>: VACUUM orders")

    assert found is not None
    assert found.groupdict() == {"ms": "1234.567", "statement": "VACUUM orders"}


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("database-patterns", 'ERROR:  relation "x" does not exist'),
        ("lock-waits", "LOG:  process 5 still waiting for ShareLock on transaction 7 after 1000.1 ms"),
        ("lock-waits", "ERROR:  deadlock detected"),
        ("database-refusals", 'FATAL:  password authentication failed for user "megane_app"'),
        ("database-refusals", 'FATAL:  no pg_hba.conf entry for host "10.0.8.4", user "x", no encryption'),
        ("database-refusals", "ERROR:  permission denied for table orders"),
    ],
)
def test_lines_of_the_databases_log_are_found(name: str, line: str) -> None:
    (like,) = (rest for command, rest in commands(of(name)) if command == "filter")

    assert expression(like).search(PREFIX + line)
    assert not expression(like).search(f"{PREFIX}LOG:  checkpoint complete")
