"""Puts what the Lambda functions bring along into `.venv/hooks-build`: `python -m hooks.build`, once after a change.

Wheels are downloaded for Lambda's platform, whatever this machine's is, and unpacked without being installed: nothing
is compiled, no time and no path gets into a file, so the archive has the same hash everywhere. pip compares the hashes.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from hooks.archive import BUILD, COMPLETE, REQUIREMENTS, RUNTIME, fingerprint

# https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
_PYTHON = RUNTIME.removeprefix("python")
_PLATFORM = ("--platform=manylinux2014_aarch64", f"--python-version={_PYTHON}", "--implementation=cp")
_ABIS = (f"--abi=cp{_PYTHON.replace('.', '')}", "--abi=abi3", "--abi=none")
# botocore describes some 400 services in 100 MB; the limit of a function is 250 MB, unpacked.
_DATA = PurePosixPath("botocore/data")
_SERVICES = frozenset({"ecr", "ecs", "signer", "ssm"})


def is_needed(path: PurePosixPath) -> bool:
    """Whether a file of a wheel goes into the archive: no scripts, and of botocore's data what the hooks call."""
    if path.parts[0].endswith(".data"):
        return False
    if not path.is_relative_to(_DATA):
        return True
    below = path.relative_to(_DATA)
    return len(below.parts) == 1 or below.parts[0] in _SERVICES


def unpack(wheels: Iterable[Path], into: Path) -> None:
    """The files of all wheels in one directory, as Python looks for them."""
    for wheel in sorted(wheels):
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if not name.endswith("/") and is_needed(PurePosixPath(name)):
                    archive.extract(name, into)


def build(into: Path = BUILD) -> bool:
    """Fills the directory unless that was done from the same requirements; says whether there was anything to do."""
    if (into / COMPLETE).is_file() and (into / COMPLETE).read_text() == fingerprint():
        return False
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as wheels:
        download = ["download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:"]
        which = ["--require-hashes", "--requirement", str(REQUIREMENTS), "--dest", wheels]
        subprocess.run(  # noqa: S603  # nothing of it comes from outside
            [sys.executable, "-m", "pip", *download, *_PLATFORM, *_ABIS, *which], check=True
        )
        unpack(Path(wheels).glob("*.whl"), into)
    (into / COMPLETE).write_text(fingerprint())
    return True


if __name__ == "__main__":
    try:
        build()
    except subprocess.CalledProcessError as error:
        sys.exit(f"the packages of the Lambda functions could not be downloaded (pip ended with {error.returncode})")
