"""The commands on a small program, in this process."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from offline.cli import app
from offline.findings import Finding, judge
from offline.graph import Graph, View
from policies.rules import all_rules
from policies.rules.model import Outcome
from policies.rules.pack import Pack
from tests.offline.command import run

pytestmark = pytest.mark.usefixtures("program")


class TestGraph:
    def test_json_is_the_fixed_shape(self) -> None:
        graph = json.loads(run("graph", "dev", "--json").stdout)
        assert list(graph) == ["project", "stack", "profile", "resources", "adopted", "outputs"]
        assert (graph["project"], graph["stack"], graph["profile"]) == ("megane", "dev", "minimal")
        database = next(resource for resource in graph["resources"] if resource["name"] == "db")
        assert database["inputs"]["comment"] == {"secret": True}
        assert set(database) == {
            *("urn", "type", "name", "parent", "custom", "protect", "region"),
            *("ignoreChanges", "inputs", "dependencies", "propertyDependencies"),
        }

    def test_text_is_the_whole_tree(self) -> None:
        assert run("graph", "prod").stdout == (
            "megane prod (ha): 4 resources in 1 component\n"
            "└── Home home\n"
            "    ├── dynamodb.Table db\n"
            "    ├── cloudwatch.LogGroup log\n"
            "    ├── sns.Topic topic-0\n"
            "    └── sns.Topic topic-1\n"
        )

    def test_set_tries_a_setting(self) -> None:
        assert "topic-4" in run("graph", "dev", "--set", "megane:size=5").stdout

    def test_project_is_another_directory(self, program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir("/")
        assert "dynamodb.Table db" in run("graph", "dev", "--project", str(program)).stdout


class TestPolicies:
    def test_fine(self) -> None:
        assert "no findings" in run("policies", "dev").stdout

    def test_a_mandatory_finding_is_status_1(self) -> None:
        text = " ".join(run("policies", "open", status=1).stdout.split())
        assert "cloudwatch.LogGroup log" in text
        assert "logs-kms" in text
        assert "To mend it: " in text

    def test_json(self) -> None:
        said = json.loads(run("policies", "open", "--json", status=1).stdout)
        assert list(said) == ["project", "stack", "profile", "findings"]
        assert [(f["rule"], f["level"], f["name"]) for f in said["findings"]] == [
            ("pack-config", "advisory", "stack"),  # this project's policies know no stack "open"
            ("logs-kms", "mandatory", "log"),
        ]

    def test_view_narrows_them(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def judged(preview: Graph, up: Graph, pack: Pack) -> tuple[Finding, ...]:
            finding = next(found for found in judge(preview, up, pack) if found.rule_id == "logs-kms")
            views: tuple[View | None, ...] = (None, "preview", "up")
            return tuple(replace(finding, message=str(view), view=view) for view in views)

        monkeypatch.setattr("offline.findings.judge", judged)
        for args, expected in (
            ((), ["None", "preview", "up"]),
            (("--view", "up"), ["None", "up"]),
            (("--view", "preview"), ["None", "preview"]),
        ):
            said = json.loads(run("policies", "open", "--json", *args, status=1).stdout)
            assert [finding["message"] for finding in said["findings"]] == expected

    def test_a_broken_rule_is_status_1(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rule = next(rule for rule in all_rules() if rule.id == "logs-kms")

        def broken(*_: object) -> Iterable[Outcome]:
            raise RuntimeError("hunter2")

        monkeypatch.setattr("offline.findings.all_rules", lambda: (replace(rule, check=broken),))
        assert "itself failed" in " ".join(run("policies", "dev", status=1).stdout.split())


class TestPreview:
    def test_what_it_prints_and_writes(self) -> None:
        result = run("preview")
        text = result.stdout
        assert text.startswith("Offline preview: ")
        assert "It is not `pulumi preview`" in text
        assert "Still an example, to be replaced before going to AWS (1):\nmegane:owner  team@example.com\n" in text
        assert "Home home  3  Table, Topic, LogGroup\nBy service: cloudwatch 1, dynamodb 1, sns 1\n" in text
        assert "Home home  4  Topic ×2, Table, LogGroup\nBy service: sns 2, cloudwatch 1, dynamodb 1\n" in text
        assert "dev (minimal) → prod (ha)" in text
        assert text.endswith("Written: out/dev.json, out/prod.json, out/report.md, out/report.html\n")
        assert result.stderr == "a program may print\n" * 4  # not among what a machine reads, and no progress bar
        assert json.loads(Path("out/dev.json").read_text())["stack"] == "dev"
        for report in ("out/report.md", "out/report.html"):
            assert "hunter2" not in Path(report).read_text(encoding="utf-8")

    def test_nothing_secret_is_looked_at_for_examples(self) -> None:
        with Path("Pulumi.dev.yaml").open("a") as file:
            file.write("  apiSecrets: {A: example.com}\n  mixed: {a: {secure: x}, b: example.com}\n")
        assert json.loads(run("preview", "dev", "--json").stdout)["stacks"][0]["examples"] == [
            {"path": "megane:owner", "value": "team@example.com"}
        ]

    def test_one_stack_is_compared_with_the_other_profile(self) -> None:
        assert "dev (minimal) → dev (ha)" in run("preview", "dev").stdout

    def test_a_profile_that_the_stack_does_not_allow_is_no_mistake(self) -> None:
        program = Path("__main__.py")
        refusal = 'if config.get("profile") == "ha": raise pulumi.RunError("needs Slack")\n'
        program.write_text(program.read_text() + refusal)
        text = run("preview", "dev").stdout
        assert "Not compared with profile ha" in text
        assert "needs Slack" in text

    def test_findings_are_status_1(self) -> None:
        text = run("preview", "dev", "open", status=1).stdout
        assert "2 findings, 1 of them mandatory" in text
        assert Path("out/report.md").exists()

    def test_json(self) -> None:
        said = json.loads(run("preview", "dev", "open", "--json", status=1).stdout)
        assert list(said) == ["notice", "tried", "stacks", "comparison", "files"]
        assert [stack["stack"] for stack in said["stacks"]] == ["dev", "open"]
        assert said["stacks"][0]["examples"] == [{"path": "megane:owner", "value": "team@example.com"}]
        assert said["stacks"][0]["components"] == [
            {
                "type": "megane:data:Home",
                "name": "home",
                "resources": 3,
                "types": {
                    "aws:cloudwatch/logGroup:LogGroup": 1,
                    "aws:dynamodb/table:Table": 1,
                    "aws:sns/topic:Topic": 1,
                },
            }
        ]
        assert said["comparison"]["changed"][0]["losesData"] is True

    @pytest.mark.parametrize("width", ["80", "200"])
    def test_lines_fit_the_width(self, width: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", width)
        lines = run("preview").stdout.splitlines()
        assert max(map(len, lines)) <= int(width)
        assert all(line == line.rstrip() for line in lines)


class TestMistakes:
    def test_of_every_stack_at_once(self) -> None:
        result = run("preview", "--set", "size=101", status=2)
        assert result.stdout == ""
        assert result.stderr == "".join(
            f"stack {name} (Pulumi.{name}.yaml): 2 mistakes:\n"
            "  megane:size must be at most 100\n  megane:x is unknown\n"
            for name in ("dev", "prod")
        )
        assert not Path("out").exists()

    @pytest.mark.parametrize(
        ("args", "message"),
        [
            (("graph", "prd"), 'no stack "prd": Pulumi.prd.yaml is missing (did you mean "prod"?)'),
            (
                ("preview", "x", "dev", "y"),
                'no stack "y": Pulumi.y.yaml is missing; the stacks there are: dev, open, prod',
            ),
            (("policies", "dev", "--set", "size"), '--set "size": write it as megane:path.to.key=value'),
            (("compare", "dev", "--from", "size.x=1"), '--from "size.x": megane:size is a single value'),
            (("graph", "dev", "--project", "nowhere"), "nowhere/Pulumi.yaml: no such file"),
            (("graph", "dev", "--view", "side"), "'side' is not one of 'preview', 'up'"),
            (("graph", "dev", "--nonsense"), "No such option: --nonsense"),
        ],
    )
    def test_are_one_message_and_status_2(self, args: tuple[str, ...], message: str) -> None:
        result = run(*args, status=2)
        assert message in result.stderr
        assert "Traceback" not in result.stderr
        assert result.stdout == ""

    def test_of_every_name_at_once(self) -> None:
        lines = run("preview", "x", "dev", "y", status=2).stderr.splitlines()
        assert [line[:12] for line in lines] == ['no stack "x"', 'no stack "y"']
        lines = run("compare", "dev", "--from", "size", "--set", "profile.x=1", status=2).stderr.splitlines()
        assert [line.split()[0] for line in lines] == ["--from", "--set"]

    def test_a_malformed_stack_file(self) -> None:
        Path("Pulumi.dev.yaml").write_text("config: {a: 1\n")
        assert run("graph", "dev", status=2).stderr.startswith("Pulumi.dev.yaml:2:1: malformed YAML: ")

    def test_no_program(self) -> None:
        Path("__main__.py").unlink()
        assert run("graph", "dev", status=2).stderr == "__main__.py: no such file: there is no program to run\n"

    def test_out_cannot_be_written(self) -> None:
        Path("out").write_text("a file")
        assert run("preview", status=2).stderr.endswith("out: cannot be written: File exists\n")

    def test_an_error_of_the_program_is_shown_with_its_own_lines_only(self) -> None:
        result = CliRunner().invoke(app, ["graph", "dev", "--set", "size=13"], catch_exceptions=False)

        first, second, *lines = result.stderr.splitlines()
        assert (result.exit_code, first) == (
            2,
            "stack dev: the program failed: ZeroDivisionError: the program's own",
        )
        assert "__main__.py" in second
        assert not any("site-packages" in line or "recorder.py" in line for line in lines)
