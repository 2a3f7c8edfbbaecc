"""What fails a recording, and that it says so in the words of whoever caused it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx
import pytest

from offline.graph import View
from offline.recorder import record as record_program
from offline.refusals import (
    DuplicateResourceError,
    NotModelledError,
    UnknownInvokeError,
    UnknownOutputError,
)
from tests.conftest import Record


class OwnError(Exception):
    pass


def test_a_duplicate_urn_fails_by_name(record: Record) -> None:
    def build() -> None:
        aws.sns.Topic("same", display_name="a")
        aws.sns.Topic("same", display_name="b")

    with pytest.raises(DuplicateResourceError) as failed:
        record(build)
    assert failed.value.urn == "urn:pulumi:test::megane::aws:sns/topic:Topic::same"


def test_equal_names_under_parents_of_different_types_are_no_duplicates(record: Record) -> None:
    def build() -> None:
        for kind in ("test:x:A", "test:x:B"):
            aws.sns.Topic("same", opts=pulumi.ResourceOptions(parent=pulumi.ComponentResource(kind, "box")))

    assert len(record(build).resources) == 4


@pytest.mark.parametrize(
    "ask",
    [
        lambda: aws.ec2.get_ami_output(owners=["self"]).id,
        lambda: aws.ec2.get_ami(owners=["self"]).id,
    ],
)
def test_an_unlisted_data_source_fails_by_name(record: Record, ask: Callable[[], object]) -> None:
    with pytest.raises(UnknownInvokeError, match="aws:ec2/getAmi:getAmi") as failed:
        record(lambda: pulumi.export("id", ask()))
    assert failed.value.token == "aws:ec2/getAmi:getAmi"


def test_a_refusal_that_the_program_swallows_still_fails_the_run(record: Record) -> None:
    def build() -> None:
        try:
            aws.ec2.get_ami(owners=["self"])
        except Exception:
            pulumi.export("fine", True)

    with pytest.raises(UnknownInvokeError):
        record(build)


def test_an_unmodelled_remote_component_fails_by_name(record: Record) -> None:
    with pytest.raises(NotModelledError, match="awsx:ecr:Repository images"):
        record(lambda: awsx.ecr.Repository("images"))


def raise_at_once() -> None:
    aws.sns.Topic("made before")
    raise OwnError("plain words")


def raise_in_apply() -> None:
    def fail(_: str | None) -> str:
        raise OwnError("plain words")

    topic = aws.sns.Topic("topic", display_name="given")
    aws.sns.Topic("other", display_name=topic.display_name.apply(fail))


@pytest.mark.parametrize("build", [raise_at_once, raise_in_apply])
@pytest.mark.parametrize("view", get_args(View))
def test_what_the_program_raises_comes_out_as_it_was(
    build: Callable[[], None], view: View, record: Record, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(OwnError, match=r"^plain words$") as failed:
        record(build, view)

    assert failed.value.__cause__ is None
    assert failed.traceback[-1].name in {"raise_at_once", "fail"}
    assert capfd.readouterr() == ("", "")


def test_what_the_program_raises_comes_before_what_failed_to_register(record: Record) -> None:
    def build() -> None:
        aws.sns.Topic("same")
        aws.sns.Topic("same")
        raise OwnError("plain words") from KeyError("the reason")

    with pytest.raises(OwnError) as failed:
        record(build)
    assert isinstance(failed.value.__cause__, KeyError)


def test_the_first_of_two_failures_is_the_one_reported(record: Record) -> None:
    def fail(with_: str) -> pulumi.Output[str]:
        def run(_: str) -> str:
            raise OwnError(with_)

        return pulumi.Output.from_input("").apply(run)

    def build() -> None:
        for word in ("first", "second", "third"):
            aws.sns.Topic(word, display_name=fail(word))

    with pytest.raises(OwnError, match=r"^first$") as failed:
        record(build)
    assert failed.value.__cause__ is None


def test_run_errors_are_the_programs_own_mistakes(record: Record) -> None:
    def build() -> None:
        raise pulumi.RunError("megane:profile is missing")

    with pytest.raises(pulumi.RunError, match="megane:profile is missing"):
        record(build)


def test_a_failed_run_does_not_spoil_the_next(record: Record) -> None:
    with pytest.raises(OwnError):
        record(raise_at_once)
    assert [r.name for r in record(lambda: aws.sns.Topic("good")).resources] == ["good"]


@pytest.mark.parametrize(
    ("use", "property_"),
    [
        (lambda key: key.policy, "policy"),
        (lambda key: pulumi.Output.json_dumps({"x": key.policy}), "policy"),
        (lambda key: key.rotation_period_in_days.apply(lambda days: f"{days} days"), "rotationPeriodInDays"),
    ],
)
def test_an_output_without_a_value_in_the_up_view_is_named(
    record: Record, use: Callable[[aws.kms.Key], pulumi.Output[str]], property_: str
) -> None:
    def build() -> None:
        aws.sns.Topic("user", display_name=use(aws.kms.Key("key")))

    assert record(build).find("aws:sns/topic:Topic", "user")
    with pytest.raises(UnknownOutputError) as failed:
        record(build, view="up")
    assert (failed.value.urn, failed.value.property, failed.value.used_by) == (
        "urn:pulumi:test::megane::aws:kms/key:Key::key",
        property_,
        "aws:sns/topic:Topic user",
    )


def test_an_export_without_a_value_in_the_up_view_is_named(record: Record) -> None:
    with pytest.raises(UnknownOutputError, match="used by the stack's outputs"):
        record(lambda: pulumi.export("policy", aws.kms.Key("key").policy), view="up")


def test_an_optional_output_that_nobody_set_is_no_failure(record: Record) -> None:
    def build() -> None:
        topic = aws.sns.Topic("topic")
        aws.sns.Topic("user", display_name=topic.display_name.apply(lambda name: name or "none"))

    assert record(build, view="up").find("aws:sns/topic:Topic", "user").inputs == {"displayName": "none"}


def test_what_exists_already_answers_and_is_no_part_of_the_graph(record: Record) -> None:
    def build() -> None:
        topic = aws.sns.Topic.get("old", "arn:aws:sns:ap-northeast-1:111122223333:old")
        aws.sns.Topic("new", display_name=topic.id)

    assert [(r.name, r.inputs) for r in record(build, view="up").resources] == [
        ("new", {"displayName": "arn:aws:sns:ap-northeast-1:111122223333:old"})
    ]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.delitem(sys.modules, "settings", raising=False)  # this project's own, if another test has loaded it
    (tmp_path / "settings.py").write_text("NAME = 'from the other project'\nLOADED = []\n")
    (tmp_path / "__main__.py").write_text(
        "import pathlib, pulumi, settings\n"
        "settings.LOADED.append(1)\n"
        "pulumi.export('name', settings.NAME)\n"
        "pulumi.export('main', __name__)\n"
        "pulumi.export('cwd', pathlib.Path('settings.py').exists())\n"
        "pulumi.export('loaded', len(settings.LOADED))\n"
    )
    yield tmp_path
    sys.modules.pop("settings", None)


def test_a_directory_is_run_as_pulumi_runs_it(project: Path) -> None:
    before, path = Path.cwd(), list(sys.path)

    runs = [record_program(project, project="p", stack="s", config={}, view="preview") for _ in range(2)]

    expected = {"name": "from the other project", "main": "__main__", "cwd": True}
    assert [run.outputs for run in runs] == [{**expected, "loaded": 1}, {**expected, "loaded": 2}]  # imported once
    assert (Path.cwd(), sys.path) == (before, path)


def test_modules_of_another_project_step_aside(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = type(sys)("settings")
    mine.__file__ = "/elsewhere/settings.py"
    monkeypatch.setitem(sys.modules, "settings", mine)

    outputs = record_program(project, project="p", stack="s", config={}, view="preview").outputs

    assert outputs["name"] == "from the other project"
    assert sys.modules["settings"] is mine
