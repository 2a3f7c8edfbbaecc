"""Who hears of an alarm, read off what is registered: of a small system with an office in Tokyo and alarms abroad."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache

import pulumi
import pytest

from offline.errors import InputError
from offline.escalation import ALARM as ALARM_TYPE
from offline.escalation import COMPOSITE, MUTE_RULE, Incident, incident, moment
from offline.graph import Graph, View
from offline.recorder import record
from offline.render import terminal
from offline.render.escalation import print_incident
from tests.components import build
from tests.components.build import DECEMBER
from tests.components.knobs_service import ALARM
from tests.conftest import CONFIG

CRITICAL = replace(ALARM, severity="critical")
CALLED = ["email night@example.jp", "sms +819012345678", "https (secret)", "slack C1"]
BOSS = ["email boss@example.jp", "slack C1"]


def program() -> None:
    alarms = [
        CRITICAL,
        replace(ALARM, name="slow"),
        replace(CRITICAL, name="away", region="us-east-1"),
        replace(ALARM, name="slow-away", region="us-east-1"),
    ]
    build.observability(alarms=alarms, mute_rules=[DECEMBER])


@cache
def graph(view: View = "preview") -> Graph:
    return record(program, project="megane", stack="test", config=CONFIG, view=view)


def rings(name: str, at: str, until: str | None = None, where: Graph | None = None) -> Incident:
    return incident(where or graph(), name, moment("--at", at), moment("--until", until) if until is not None else None)


def heard(found: Incident) -> list[tuple[str, str, str, list[str]]]:
    """(time of day, why, topic, readers) of each message."""
    return [
        (
            f"{notice.at:%d %H:%M}",
            notice.why,
            notice.topic.removeprefix("megane-test-"),
            [
                f"{reader.protocol} {reader.endpoint if isinstance(reader.endpoint, str) else '(secret)'}"
                for reader in notice.readers
            ],
        )
        for notice in found.notices
    ]


class TestWhoHears:
    def test_at_night_those_on_call_hear_at_once(self) -> None:
        found = rings("busy", "2026-12-04T23:10+09:00")
        assert heard(found) == [
            ("04 23:10", "alarm", "critical", BOSS),
            ("04 23:10", "escalation", "escalation", CALLED),
        ]
        assert found.mutes == ()

    def test_in_the_office_they_hear_when_it_closes(self) -> None:
        found = rings("busy", "2026-12-04T10:00+09:00")
        assert heard(found) == [
            ("04 10:00", "alarm", "critical", BOSS),
            ("04 18:00", "escalation", "escalation", CALLED),
        ]
        (mute,) = found.mutes
        assert (mute.alarm, f"{mute.until:%d %H:%M}") == ("megane-test-escalation", "04 18:00")
        assert mute.rules == ("megane-test-business-hours-2026-12",)

    def test_what_is_over_before_that_does_not_escalate(self) -> None:
        clear = ("04 17:59", "all clear", "critical", BOSS)
        found = rings("busy", "2026-12-04T10:00+09:00", "2026-12-04T17:59+09:00")
        assert heard(found) == [("04 10:00", "alarm", "critical", BOSS), clear]
        assert found.escalates
        at_closing = rings("busy", "2026-12-04T10:00+09:00", "2026-12-04T18:00+09:00")
        assert [why for _, why, _, _ in heard(at_closing)] == ["alarm", "all clear"]
        after = rings("busy", "2026-12-04T10:00+09:00", "2026-12-04T18:01+09:00")
        assert [why for _, why, _, _ in heard(after)] == ["alarm", "escalation", "all clear"]

    @pytest.mark.parametrize(("at", "then"), [
        ("2026-12-04T08:59+09:00", "04 08:59"), ("2026-12-04T09:00+09:00", "04 18:00"),
        ("2026-12-04T17:59+09:00", "04 18:00"), ("2026-12-04T18:00+09:00", "04 18:00"),
        ("2026-12-04T18:01+09:00", "04 18:01"), ("2026-12-04T00:00Z", "04 18:00"), ("2026-12-03T23:59Z", "04 08:59"),
    ])  # fmt: skip
    def test_to_the_minute(self, at: str, then: str) -> None:
        assert [time for time, why, _, _ in heard(rings("busy", at)) if why == "escalation"] == [then]

    def test_warnings_are_mail_only_and_wait_for_the_office(self) -> None:
        found = rings("slow", "2026-12-04T23:10+09:00")
        assert heard(found) == [("04 23:10", "alarm", "warning", ["email ops@example.jp"])]
        assert not found.escalates

    def test_an_alarm_of_another_region_has_its_own_topics_and_composite(self) -> None:
        found = rings("away", "2026-12-04T10:00+09:00")
        assert found.region == "us-east-1"
        assert heard(found) == [
            ("04 10:00", "alarm", "critical-edge", BOSS),
            ("04 18:00", "escalation", "escalation-edge", CALLED),
        ]
        assert [mute.rules for mute in found.mutes] == [("megane-test-business-hours-edge-2026-12",)]
        assert heard(rings("slow-away", "2026-12-04T10:00+09:00")) == [
            ("04 10:00", "alarm", "warning-edge", ["email ops@example.jp"])
        ]

    def test_both_views_tell_the_same(self) -> None:
        at = "2026-12-04T10:00+09:00"
        assert rings("busy", at, where=graph("up")).notices == rings("busy", at).notices

    def test_the_whole_name_is_as_good_as_the_short_one(self) -> None:
        at = "2026-12-04T10:00+09:00"
        assert rings("megane-test-busy", at) == rings("busy", at)


class TestMistakes:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("yesterday", '--at "yesterday": no date and time; write it with its zone, like 2026-12-31T23:10+09:00'),
            ("2026-12-04T10:00", '--at "2026-12-04T10:00": the time of which place? write it with its zone, like '),
            ("2026-12-04", '--at "2026-12-04": the time of which place?'),
        ],
    )
    def test_a_moment_says_which_it_means(self, text: str, said: str) -> None:
        with pytest.raises(InputError) as caught:
            moment("--at", text)
        assert str(caught.value).startswith(said)

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("slw", "near it are slow"),
            ("wa", "near it are away, slow-away"),
            ("megane-test-bsy", "near it are megane-test-busy, "),
            ("escalation", "there are away, busy, slow, slow-away"),
        ],
    )
    def test_an_unknown_alarm_is_told_what_there_is(self, name: str, said: str) -> None:
        with pytest.raises(InputError) as caught:
            rings(name, "2026-12-04T10:00+09:00")
        assert str(caught.value).startswith(f'no alarm "{name}" in stack test; {said}')

    def test_an_end_is_after_its_beginning(self) -> None:
        with pytest.raises(InputError, match=r"--until .* is not after --at"):
            rings("busy", "2026-12-04T10:00+09:00", "2026-12-04T01:00Z")


def registered(
    alarm_rule: str = 'ALARM("megane-test-busy")', expression: str = "cron(0 9 * * *)", **regions: str
) -> Graph:
    """An alarm, a composite and a mute rule of the composite, each in a region of its own where one is given."""

    def program() -> None:
        def register(kind: str, name: str, inputs: dict[str, object]) -> None:
            where = {"region": regions[name]} if name in regions else {}
            pulumi.CustomResource(kind, name, {**inputs, **where})

        schedule = {"expression": expression, "duration": "PT9H"}
        register(ALARM_TYPE, "alarm", {"name": "megane-test-busy"})
        register(COMPOSITE, "composite", {"alarmName": "any", "alarmRule": alarm_rule})
        targets = {"alarmNames": ["any"]}
        register(MUTE_RULE, "mute", {"name": "hours", "rule": {"schedule": schedule}, "muteTargets": targets})

    return record(program, project="megane", stack="test", config=CONFIG, view="preview")


class TestRegions:
    def test_a_composite_sees_its_own_only(self) -> None:
        at = "2026-12-04T10:00Z"
        assert rings("busy", at, where=registered()).escalates
        assert not rings("busy", at, where=registered(composite="us-east-1")).escalates

    def test_a_mute_rule_too(self) -> None:
        at = "2026-12-04T10:00Z"
        assert [mute.rules for mute in rings("busy", at, where=registered()).mutes] == [("hours",)]
        assert rings("busy", at, where=registered(mute="us-east-1")).mutes == ()


class TestWhatIsNotWorkedOut:
    def refused(self, alarm_rule: str = 'ALARM("megane-test-busy")', expression: str = "cron(0 9 * * *)") -> str:
        """What is said of a composite or a mute rule of another form than ours."""
        with pytest.raises(InputError) as caught:
            rings("busy", "2026-12-04T10:00+09:00", where=registered(alarm_rule, expression))
        return str(caught.value)

    def test_a_composite_that_is_not_any_of_its_alarms(self) -> None:
        assert self.refused(alarm_rule='ALARM("megane-test-busy") AND NOT ALARM("b")') == (
            "any: only rules of the form ALARM(…) OR ALARM(…) are worked out offline"
        )

    def test_a_mute_rule_that_does_not_recur(self) -> None:
        assert self.refused(expression="at(2026-12-04T09:00)") == (
            "mute rule hours: at(2026-12-04T09:00) is no cron expression of five fields"
        )


class TestPrinted:
    @pytest.fixture(autouse=True)
    def wide(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "120")

    def printed(self, found: Incident, capsys: pytest.CaptureFixture[str]) -> str:
        with terminal.console() as out:
            print_incident(out, found)
        return capsys.readouterr().out

    def test_the_whole_of_a_day(self, capsys: pytest.CaptureFixture[str]) -> None:
        found = rings("busy", "2026-12-04T01:00Z", "2026-12-04T19:00+09:00")
        assert self.printed(found, capsys) == (
            "megane-test-busy  critical, in ap-northeast-1, of megane test\n"
            "It rings from Fri 2026-12-04 10:00 JST to Fri 2026-12-04 19:00 JST.\n"
            "\n"
            "When                      What        Topic                   Who\n"
            "Fri 2026-12-04 10:00 JST  alarm       megane-test-critical    email boss@example.jp\n"
            "                                                              slack C1\n"
            "Fri 2026-12-04 18:00 JST  escalation  megane-test-escalation  email night@example.jp\n"
            "                                                              sms +819012345678\n"
            "                                                              https (secret)\n"
            "                                                              slack C1\n"
            "Fri 2026-12-04 19:00 JST  all clear   megane-test-critical    email boss@example.jp\n"
            "                                                              slack C1\n"
            "\n"
            "megane-test-escalation is muted until Fri 2026-12-04 18:00 JST by megane-test-business-hours-2026-12. "
            "What still rings\n"
            "at that minute escalates then.\n"
        )

    @pytest.mark.parametrize(
        ("name", "until", "said"),
        [
            ("busy", "2026-12-04T11:00+09:00", "The incident is over before that: it does not escalate."),
            ("slow", None, "It is a warning: it does not escalate, at any hour."),
        ],
    )
    def test_why_nobody_on_call_is_told(
        self, name: str, until: str | None, said: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        text = " ".join(self.printed(rings(name, "2026-12-04T10:00+09:00", until), capsys).split())
        assert text.endswith(said)

    def test_what_is_critical_and_in_no_composite_is_told(self, capsys: pytest.CaptureFixture[str]) -> None:
        found = replace(rings("busy", "2026-12-04T10:00+09:00"), mutes=(), escalates=False)
        assert self.printed(found, capsys).endswith(
            "No composite alarm takes it in: it does not escalate, at any hour.\n"
        )

    def test_a_topic_without_readers_is_told(self, capsys: pytest.CaptureFixture[str]) -> None:
        found = rings("slow", "2026-12-04T10:00+09:00")
        found = replace(found, notices=(replace(found.notices[0], readers=()),))
        assert "nobody: it has no readers" in self.printed(found, capsys)


def test_json() -> None:
    found = rings("busy", "2026-12-04T01:00Z", "2026-12-04T19:00+09:00").to_json()

    notices = found.pop("notices")
    assert found == {
        "project": "megane",
        "stack": "test",
        "profile": None,
        "alarm": {"name": "megane-test-busy", "severity": "critical", "region": "ap-northeast-1"},
        "escalates": True,
        "at": "2026-12-04T10:00:00+09:00",
        "until": "2026-12-04T19:00:00+09:00",
        "mutes": [
            {
                "alarm": "megane-test-escalation",
                "until": "2026-12-04T18:00:00+09:00",
                "rules": ["megane-test-business-hours-2026-12"],
            }
        ],
    }
    assert isinstance(notices, list)
    assert notices[1] == {
        "at": "2026-12-04T18:00:00+09:00",
        "why": "escalation",
        "alarm": "megane-test-escalation",
        "topic": "megane-test-escalation",
        "readers": [
            {"protocol": "email", "endpoint": "night@example.jp"},
            {"protocol": "sms", "endpoint": "+819012345678"},
            {"protocol": "https", "endpoint": {"secret": True}},
            {"protocol": "slack", "endpoint": "C1"},
        ],
    }
    assert datetime.fromisoformat(str(found["at"])).tzinfo is not None
