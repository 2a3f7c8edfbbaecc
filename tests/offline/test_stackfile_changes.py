"""`--set`: changes to a stack's configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.offline.stackfiles import load_text, mistakes


class TestChanges:
    FILE = "config:\n  aws:region: r\n  profile: ha\n  database: {class: small, n: 1}\n  list: [1]\n  s: {secure: x}\n"

    @pytest.mark.parametrize(
        ("change", "key", "text"),
        [
            ("megane:profile=minimal", "megane:profile", "minimal"),
            ("profile=minimal", "megane:profile", "minimal"),
            ("profile=", "megane:profile", ""),
            ("profile=a=b", "megane:profile", "a=b"),
            ("profile='5'", "megane:profile", "5"),
            ("aws:region=eu-west-1", "aws:region", "eu-west-1"),
            ("megane:database.class=large", "megane:database", '{"class":"large","n":1}'),
            ("megane:database.n=2", "megane:database", '{"class":"small","n":2}'),
            ('megane:database.n="2"', "megane:database", '{"class":"small","n":"2"}'),
            ("megane:database={a: [true]}", "megane:database", '{"a":[true]}'),
            ("megane:services.third.env.A=b", "megane:services", '{"third":{"env":{"A":"b"}}}'),
            ("megane:list[0]=2", "megane:list", "[2]"),
            ("megane:list[1].a=2", "megane:list", '[1,{"a":2}]'),
            ("megane:new[0]=2", "megane:new", "[2]"),
            ("megane:s=plain", "megane:s", "plain"),
        ],
    )
    def test_one(self, place: Path, change: str, key: str, text: str) -> None:
        before, after = load_text(place, self.FILE), load_text(place, self.FILE, change)
        assert dict(after.config) == {**before.config, key: text}

    def test_later_ones_win(self, place: Path) -> None:
        assert load_text(place, self.FILE, "profile=a", "profile=b").config["megane:profile"] == "b"

    def test_a_secret_that_is_replaced_is_none_any_more(self, place: Path) -> None:
        assert load_text(place, self.FILE, "s=plain").secret_keys == frozenset()

    @pytest.mark.parametrize(
        ("change", "problem"),
        [
            (
                "profile",
                '"profile": write it as megane:path.to.key=value, the value in YAML (for example megane:profile=ha)',
            ),
            (
                "a..b=1",
                '"a..b": write it as megane:path.to.key=value, the value in YAML (for example megane:profile=ha)',
            ),
            ("profile.x=1", '"profile.x": megane:profile is a single value: "x" cannot be below it'),
            ("database[0]=1", '"database[0]": megane:database is a mapping: [0] cannot be below it'),
            ("list.x=1", '"list.x": megane:list is a list: "x" cannot be below it'),
            ("list[0].x=1", '"list[0].x": megane:list[0] is a single value: "x" cannot be below it'),
            ("list[2]=1", '"list[2]": megane:list has 1 entry: [2] would leave a gap'),
            ("s.x=1", '"s.x": megane:s is a secret whose text is not known here: replace the whole of it'),
            ("aws:regoin=1", '"aws:regoin": the stack has no "aws:regoin" (did you mean "aws:region"?)'),
            ("megne:profile=1", '"megne:profile": the stack has no "megne:profile" (did you mean "megane:profile"?)'),
        ],
    )
    def test_that_cannot_be(self, place: Path, change: str, problem: str) -> None:
        assert mistakes(place, self.FILE, change) == (f"--set {problem}",)

    def test_all_mistakes_at_once_and_no_value_in_them(self, place: Path) -> None:
        found = mistakes(place, self.FILE, "list.x=hunter2", "a=[hunter2", "nonsense:x=hunter2")
        assert len(found) == 3
        assert found[1].startswith('--set "a": value:1:')
        assert "hunter2" not in "".join(found)
