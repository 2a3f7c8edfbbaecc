"""What is uploaded: the functions' own modules and, ready for Lambda's platform, what they import."""

from __future__ import annotations

import ast
import importlib
import zipfile
from pathlib import Path, PurePosixPath
from typing import get_args

import pulumi
import pytest

from hooks import archive, build
from hooks.archive import ROOT, Name

NAMES: tuple[Name, ...] = get_args(Name)


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    """A directory as `hooks.build` leaves it."""
    (tmp_path / "botocore").mkdir()
    (tmp_path / "six.py").write_text("")
    (tmp_path / archive.COMPLETE).write_text(archive.fingerprint())
    return tmp_path


def own(found: pulumi.AssetArchive) -> set[str]:
    return {path for path in found.assets if path.startswith("hooks/")}


@pytest.mark.parametrize("name", NAMES)
def test_every_module_that_a_function_imports_is_in_its_archive(name: Name, ready: Path) -> None:
    files = own(archive.archive(name, build=ready))

    for path in files:
        for node in ast.walk(ast.parse((ROOT / path).read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module in ("hooks", f"hooks.{name}"):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            for module in names:
                if module.startswith("hooks"):
                    assert f"{module.replace('.', '/')}.py" in files, f"{path} imports {module}"
    module_name, _, function = archive.handler(name).rpartition(".")
    assert f"{module_name.replace('.', '/')}.py" in files
    assert callable(getattr(importlib.import_module(module_name), function))


def test_paths_are_the_same_on_every_machine(ready: Path) -> None:
    for name in NAMES:
        for path, asset in archive.archive(name, build=ready).assets.items():
            if path.startswith("hooks/"):
                assert isinstance(asset, pulumi.FileAsset)
                assert asset.path == path
                assert (ROOT / path).is_file()


def test_only_the_check_brings_packages(ready: Path) -> None:
    signature = archive.archive("signature_check", build=ready).assets
    smoke = archive.archive("smoke_test", build=ready / "missing").assets

    assert {path: type(asset) for path, asset in signature.items() if not path.startswith("hooks/")} == {
        "botocore": pulumi.FileArchive,
        "six.py": pulumi.FileAsset,
    }
    assert {path.split("/")[0] for path in smoke} == {"hooks"}


def test_packages_that_are_missing_or_old_are_refused_in_words(ready: Path) -> None:
    (ready / archive.COMPLETE).write_text("of last month")
    for build_directory in (ready, ready / "missing"):
        with pytest.raises(pulumi.RunError, match="run `make setup` first"):
            archive.archive("signature_check", build=build_directory)


def test_wheels_are_unpacked_without_what_is_not_used(tmp_path: Path) -> None:
    names = ("botocore/session.py", "botocore/data/endpoints.json", "botocore/data/ecr/2015-09-21/service-2.json.gz")
    unused = ("botocore/data/s3/2006-03-01/service-2.json.gz", "botocore-1.0.data/scripts/run.py")
    with zipfile.ZipFile(tmp_path / "botocore.whl", "w") as wheel:
        for name in (*names, *unused):
            wheel.writestr(name, name)

    build.unpack([tmp_path / "botocore.whl"], tmp_path / "into")

    found = {
        path.relative_to(tmp_path / "into").as_posix() for path in (tmp_path / "into").rglob("*") if path.is_file()
    }
    assert found == set(names)
    assert build.is_needed(PurePosixPath("cryptography/data/x.bin"))


def test_what_is_ready_is_left_alone(ready: Path) -> None:
    assert build.build(ready) is False


def test_every_requirement_is_pinned_by_version_and_hash() -> None:
    lines = [line for line in archive.REQUIREMENTS.read_text().splitlines() if not line.startswith("#")]
    assert lines
    for line in lines:
        assert "==" in line.split()[0], line
        assert line.split()[1].startswith("--hash=sha256:"), line
