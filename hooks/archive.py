"""The code of each Lambda function, as the program uploads it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import pulumi

RUNTIME, ARCHITECTURE = "python3.13", "arm64"  # what hooks/requirements.txt has its wheels for

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "hooks" / "requirements.txt"
BUILD = ROOT / ".venv" / "hooks-build"
COMPLETE = ".complete"  # holds the fingerprint of the requirements that the directory was filled from

Name = Literal["signature_check", "smoke_test"]
_SHARED = ("lifecycle.py", "clients.py")
# The smoke test does with the standard library, and with the botocore of Lambda's runtime for one old call.
_BRINGS_PACKAGES: Mapping[Name, bool] = {"signature_check": True, "smoke_test": False}


def handler(name: Name) -> str:
    """What Lambda calls: `hooks.<name>.handler.handle`. Paths in the archive are those of the repository."""
    return f"hooks.{name}.handler.handle"


def archive(name: Name, *, build: Path = BUILD) -> pulumi.AssetArchive:
    """The function's own modules, and where it needs them the packages that `make setup` has put ready.

    Paths are relative to the program's directory: state and preview are the same on every machine. Raises
    pulumi.RunError when the packages are missing or older than their requirements.
    """
    own = sorted((ROOT / "hooks" / name).glob("*.py"))
    modules = [*(ROOT / "hooks" / shared for shared in _SHARED), *own]
    files: dict[str, pulumi.Asset | pulumi.Archive] = {
        _relative(module): pulumi.FileAsset(_relative(module)) for module in modules
    }
    if _BRINGS_PACKAGES[name]:
        files |= _packages(build)
    return pulumi.AssetArchive(files)


def fingerprint() -> str:
    """Of the requirements: another one means that the packages are out of date."""
    return hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()


def _packages(build: Path) -> dict[str, pulumi.Asset | pulumi.Archive]:
    complete = build / COMPLETE
    if not complete.is_file() or complete.read_text() != fingerprint():
        raise pulumi.RunError("the packages of the Lambda functions are missing or out of date: run `make setup` first")
    return {
        found.name: pulumi.FileArchive(_relative(found)) if found.is_dir() else pulumi.FileAsset(_relative(found))
        for found in sorted(build.iterdir())
        if found.name != COMPLETE
    }


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.as_posix()
