"""What a preview tells its reader first: services without an image, the program's own words, that it is a trial."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

import settings
from offline import stackfile
from offline.compare import compare
from offline.comparison import Sign
from offline.recorder import record
from offline.render import html, markdown, terminal
from offline.render.rows import compare_rows
from offline.report import Report, StackReport
from planning.holidays import LAST
from tests.days import fixed
from tests.offline.command import run
from tests.stacks.load import ROOT, recorded, stack_graph

COUNTING = ("megane:waf.count=[common]", 'megane:waf.countUntil="2026-12-31"')


def _documents(stack: StackReport, capsys: pytest.CaptureFixture[str], **more: tuple[str, ...]) -> tuple[str, str, str]:
    report = Report(stacks=(stack,), comparison=None, rules=1, **more)  # type: ignore[arg-type]
    with terminal.console() as out:
        terminal.print_preview(out, report, [])
    printed = " ".join(capsys.readouterr().out.split())
    return printed, markdown.render(report), html.render(report)


def _report(*changes: str) -> StackReport:
    return StackReport(graph=stack_graph("preview", "dev", *changes), examples=(), findings=())


class TestTheSeedImage:
    def test_is_noted_in_every_document(self, capsys: pytest.CaptureFixture[str]) -> None:
        stack = _report("megane:services.worker={}", "megane:services.admin={port: 3002, paths: [/x], priority: 150}")
        said = "still the seed image (public.ecr.aws/docker/library/node), which only stays healthy: admin, worker; "
        printed, marked, page = _documents(stack, capsys)
        assert stack.to_json()["notes"] == [f"{said}give services.<name>.image"]
        assert f"Note: {said}give services.<name>.image" in printed
        assert f"- Note: {said}give services.&lt;name&gt;.image" in marked
        assert f'<p class="notice">Note: {said}give services.&lt;name&gt;.image</p>' in page

    def test_is_not_where_every_service_has_an_image(self) -> None:
        assert _report().notes == ()


class TestWhatIsAdopted:
    def test_is_named_where_a_stack_stands_on_it(self) -> None:
        graph = stack_graph("preview", "dr")
        (note,) = StackReport(graph=graph, examples=(), findings=()).notes
        assert note.startswith("stands on what another stack made and owns, and fails without it: alias/megane-prod-")
        assert all(str(resource.inputs["id"]) in note for resource in graph.adopted)

    def test_between_two_stacks_nothing_is_lost(self) -> None:
        comparison = compare(stack_graph("preview", "prod"), stack_graph("preview", "dr"), ("prod", "dr"))
        rows = compare_rows(comparison, 3)
        assert any(row.type == "rds.Instance" and row.sign is Sign.REPLACE for row in rows)
        assert not any(row.warnings for row in rows)


class TestTheProgramsOwnWords:
    @pytest.mark.parametrize(
        ("today", "said"),
        [
            ("2026-12-31", []),
            ("2027-01-01", ["the firewall only counts common although that was to end on 2026-12-31"]),
            ("2026-01-01", ["the firewall is to count common until 2026-12-31: that is more than 92 days away"]),
        ],
    )
    def test_the_firewall_that_only_counts(self, today: str, said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "date", fixed(today))
        graph = recorded(stackfile.load(ROOT, "dev", COUNTING), "preview")
        notes = StackReport(graph=graph, examples=(), findings=()).notes
        assert [note.partition(": read")[0] for note in notes] == said

    def test_the_calendar_that_ends_soon_and_nothing_else_of_the_day(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "date", fixed(str(LAST - timedelta(days=60))))
        graph = recorded(stackfile.load(ROOT, "dev"), "preview")
        (note,) = StackReport(graph=graph, examples=(), findings=()).notes
        assert note.startswith(f"the calendar of business hours ends on {LAST}: ")
        assert graph.resources == stack_graph("preview", "dev").resources

    def test_all_but_those_for_debugging_are_kept_each_once(self) -> None:
        def program() -> None:
            import pulumi

            for say in (pulumi.log.info, pulumi.log.warn, pulumi.log.error, pulumi.log.debug, pulumi.log.warn):
                say(f"by {say.__name__}")

        graph = record(program, project="megane", stack="dev", config={}, view="preview")
        assert graph.messages == ("by info", "by warn", "by error")

    @pytest.mark.usefixtures("program")
    @pytest.mark.parametrize("command", [("graph", "dev"), ("policies", "dev"), ("compare", "dev", "prod")])
    def test_other_commands_say_them_once_beside_the_answer(self, command: tuple[str, ...]) -> None:
        program = Path("__main__.py")
        program.write_text(f'{program.read_text()}pulumi.log.warn("mind the step")\n')
        result = run(*command, "--json")
        json.loads(result.stdout)
        assert result.stderr.count("Note: mind the step\n") == 1


@pytest.mark.usefixtures("program")
class TestATrial:
    def test_says_so_and_leaves_the_stack_s_files_alone(self) -> None:
        run("preview", "dev")
        plain = {path: path.read_bytes() for path in Path("out").iterdir()}
        result = run("preview", "dev", "--set", "size=3", "--set", "apiSecret=hunter2")
        assert result.stdout.endswith("Written: out/dev+changes.json, out/report+changes.md, out/report+changes.html\n")
        said = "A trial, not the stack as its file states it: with --set of size, apiSecret."
        assert said in " ".join(result.stdout.split())
        for kind in ("md", "html"):
            assert said in Path(f"out/report+changes.{kind}").read_text(encoding="utf-8")
            assert "A trial" not in Path(f"out/report.{kind}").read_text(encoding="utf-8")
        assert {path: path.read_bytes() for path in plain} == plain

    def test_in_json(self) -> None:
        assert json.loads(run("preview", "dev", "--set", "size=3", "--json").stdout)["tried"] == ["size"]
        assert json.loads(run("preview", "dev", "--json").stdout)["tried"] == []


@pytest.mark.usefixtures("program")
class TestAnotherProject:
    def test_has_files_of_its_own(self, program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (program / "elsewhere").mkdir()
        monkeypatch.chdir(program / "elsewhere")
        run("preview", "dev", "--project", "..")
        assert sorted(path.name for path in (Path("out") / program.name).iterdir()) == [
            *("dev.json", "report.html", "report.md")
        ]

    def test_without_dev_and_prod_is_shown_whole(self) -> None:
        for name in ("dev", "prod", "open"):
            Path(f"Pulumi.{name}.yaml").rename(f"Pulumi.{name}-account.yaml")
        text = run("preview", status=1).stdout
        assert "dev-account (minimal)" in text
        assert "open-account" in text

    def test_without_any_stack_is_a_mistake(self) -> None:
        for name in ("dev", "prod", "open"):
            Path(f"Pulumi.{name}.yaml").unlink()
        assert run("preview", status=2).stderr.startswith('no stack "dev"')
