from __future__ import annotations

import json
from pathlib import Path

import pytest

from offline.errors import InputError
from offline.stackfile import UNKNOWN, load, stack_names
from tests.offline.stackfiles import PROJECT, load_text, mistakes


@pytest.mark.parametrize(
    ("yaml", "text"),
    [
        ("ha", "ha"),
        ('"ha"', "ha"),
        ("true", "true"),
        ("yes", "yes"),
        ("012345678901", "012345678901"),
        ("1.50", "1.50"),
        ("~", ""),
        ("", ""),
        ("2026-01-02", "2026-01-02"),
        ("{a: yes, b: 17:00, c: off, d: 1.5, e: 7, f: true, g: ~}",
         '{"a":"yes","b":"17:00","c":"off","d":1.5,"e":7,"f":true,"g":null}'),
        ('["5", 0x10, 010, 1_000, -3, 眼鏡]', '["5",16,8,1000,-3,"眼鏡"]'),
        ("[]", "[]"),
    ],
)  # fmt: skip
def test_values_are_passed_as_the_engine_passes_them(place: Path, yaml: str, text: str) -> None:
    assert load_text(place, f"config:\n  megane:x: {yaml}\n").config == {"megane:x": text}


def test_keys_without_a_namespace_are_the_projects(place: Path) -> None:
    assert load_text(place, "config: {x: a, aws:region: b}").config == {"megane:x": "a", "aws:region": "b"}


def test_anchors_and_merge_keys(place: Path) -> None:
    stack = load_text(place, "config:\n  a: &a {x: 1, y: 2}\n  b: {<<: *a, y: 3}\n")
    assert json.loads(stack.config["megane:b"]) == {"x": 1, "y": 3}


def test_the_keys_of_the_cli_are_accepted(place: Path) -> None:
    text = "secretsprovider: awskms://x\nencryptedkey: a\nencryptionsalt: b\nenvironment: [c]\nconfig: {x: a}\n"
    assert load_text(place, text).config == {"megane:x": "a"}


@pytest.mark.parametrize("text", ["", "config:\n", "config: {}\n", "# nothing\n"])
def test_a_stack_may_state_nothing(place: Path, text: str) -> None:
    assert load_text(place, text).config == {}


def test_a_secure_value_is_a_secret_of_unknown_text(place: Path) -> None:
    stack = load_text(
        place, "config:\n  a: {secure: v1:abc}\n  b: {c: [{secure: v1:def}], d: 1}\n  e: {secure: {f: 1}}\n"
    )
    assert stack.secret_keys == {"megane:a", "megane:b"}
    assert stack.config["megane:a"] == UNKNOWN
    assert json.loads(stack.config["megane:b"]) == {"c": [UNKNOWN], "d": 1}
    assert json.loads(stack.config["megane:e"]) == {"secure": {"f": 1}}  # a mapping that is merely called so
    assert "v1:" not in repr(stack)


def test_the_sentinel_is_the_sdks() -> None:
    from pulumi.runtime import rpc

    assert rpc.UNKNOWN == UNKNOWN


def test_the_projects_own_configuration_is_the_default(place: Path) -> None:
    (place / "Pulumi.yaml").write_text(
        PROJECT + "config:\n  a: 1\n  b: {type: string, default: x}\n  c: {value: [y]}\n  d: {type: string}\n"
        "  e: {value: z, secret: true}\n  aws:region: {value: r}\n"
    )
    stack = load_text(place, "config: {a: 2}")
    assert stack.config == {
        "megane:a": "2",
        "megane:b": "x",
        "megane:c": '["y"]',
        "megane:e": UNKNOWN,
        "aws:region": "r",
    }
    assert stack.secret_keys == {"megane:e"}


class TestMistakesInFiles:
    def test_an_unknown_stack(self, place: Path) -> None:
        (place / "Pulumi.prod.yaml").touch()
        (place / "Pulumi.dev.yaml").touch()
        assert stack_names(place) == ["dev", "prod"]
        with pytest.raises(InputError) as raised:
            load(place, "prd")
        assert raised.value.problems == (
            'no stack "prd": Pulumi.prd.yaml is missing (did you mean "prod"?); the stacks there are: dev, prod',
        )

    @pytest.mark.parametrize("name", ["", "../dev", "*", "a/b"])
    def test_no_name_leads_out_of_the_project(self, place: Path, name: str) -> None:
        with pytest.raises(InputError, match="no stack"):
            load(place, name)

    def test_no_project(self, place: Path) -> None:
        (place / "Pulumi.yaml").unlink()
        with pytest.raises(
            InputError, match=r"^Pulumi\.yaml: no such file: .* is no Pulumi project \(see --project\)$"
        ):
            load(place, "dev")

    @pytest.mark.parametrize("text", ["", "runtime: python\n", "name: [a]\n"])
    def test_a_project_without_a_name(self, place: Path, text: str) -> None:
        (place / "Pulumi.yaml").write_text(text)
        assert mistakes(place, "") == ("Pulumi.yaml: `name` is missing: the project's name, as a text",)

    @pytest.mark.parametrize(
        ("text", "problems"),
        [
            (
                "config:\n\ta: 1\n",
                [
                    "Pulumi.dev.yaml:2:1: malformed YAML: while scanning for the next token: "
                    "found character '\\t' that cannot start any token"
                ],
            ),
            ("config: {a: 1\n", None),
            ("- a\n", ["Pulumi.dev.yaml:1:1: expected a mapping (`key: value` lines), found a list"]),
            ("hello\n", ["Pulumi.dev.yaml:1:1: expected a mapping (`key: value` lines), found a single value"]),
            ("config: [a]\n", ["Pulumi.dev.yaml:1:9: `config` must be a mapping of keys to values, found a list"]),
            (
                "config:\n  a: 1\n  b: {c: 1, c: 2}\n  a: 2\n",
                [
                    'Pulumi.dev.yaml:3:13: the key "c" is there twice (first at 3:7)',
                    'Pulumi.dev.yaml:4:3: the key "a" is there twice (first at 2:3)',
                ],
            ),
            (
                "config:\n  a: 1\n  megane:a: 2\n",
                ['Pulumi.dev.yaml:3:13: "megane:a" is there twice: with and without its namespace'],
            ),
            (
                "confg: {}\nextra: 1\n",
                [
                    'Pulumi.dev.yaml:1:1: unknown key "confg" (did you mean "config"?); '
                    "a stack file has: config, secretsprovider, encryptedkey, encryptionsalt, environment",
                    'Pulumi.dev.yaml:2:1: unknown key "extra"; '
                    "a stack file has: config, secretsprovider, encryptedkey, encryptionsalt, environment",
                ],
            ),
            ("config:\n  a: &a [*a]\n", ["Pulumi.dev.yaml:2:6: an alias that contains itself"]),
            ("config:\n  ? [a]\n  : 1\n", ["Pulumi.dev.yaml:2:5: a key must be a text, found a list"]),
            ("config: {}\n---\nconfig: {}\n", None),
            ("a: 1\nb: \x01\n", ["Pulumi.dev.yaml:2: malformed YAML: the character U+0001 is not allowed"]),
            ("config: {a: *b}\n", None),
        ],
    )
    def test_each_has_its_place(self, place: Path, text: str, problems: list[str] | None) -> None:
        found = mistakes(place, text)
        if problems is None:  # worded by the parser
            assert len(found) == 1
            assert found[0].startswith("Pulumi.dev.yaml:")
            assert "malformed YAML: " in found[0]
        else:
            assert list(found) == problems

    def test_not_utf8(self, place: Path) -> None:
        (place / "Pulumi.dev.yaml").write_bytes("config:\n  a: 眼鏡\n".encode("shift_jis"))
        with pytest.raises(InputError) as raised:
            load(place, "dev")
        assert str(raised.value) == "Pulumi.dev.yaml:2: not UTF-8 (byte 0x8a): save the file as UTF-8"

    def test_both_files_at_once(self, place: Path) -> None:
        (place / "Pulumi.yaml").write_text("a: 1\na: 2\n")
        assert [problem.partition(":")[0] for problem in mistakes(place, "b: 1\n")] == [
            "Pulumi.yaml",
            "Pulumi.dev.yaml",
        ]
