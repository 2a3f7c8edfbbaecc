"""From stack files to recorded graphs: runs the program for each stack and view, turning its refusals into messages."""

from __future__ import annotations

import contextlib
import json
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TypeAlias

from offline.errors import InputError, together
from offline.graph import Graph, View
from offline.stackfile import Stack

Progress: TypeAlias = Callable[[str, int], None]  # what is being recorded, and how many resources it has so far
VIEWS: tuple[View, View] = ("preview", "up")


def record(stacks: Iterable[Stack], views: Iterable[View], progress: Progress) -> list[dict[View, Graph]]:
    """The graphs of each stack by view. The mistakes of every stack are raised together.

    One after another in this process: importing the SDK costs more than all the recordings, and a process for each
    stack would pay it twice.
    """
    return together(partial(_views, stack, tuple(views), progress) for stack in stacks)


def _views(stack: Stack, views: Iterable[View], progress: Progress) -> dict[View, Graph]:
    return {view: _record(stack, view, progress) for view in views}


def _record(stack: Stack, view: View, progress: Progress) -> Graph:
    if not (stack.directory / "__main__.py").is_file():
        raise InputError([f"{stack.directory / '__main__.py'}: no such file: there is no program to run"])
    label = f"{stack.name} ({view})"
    progress(label, 0)
    # Here, not above: `--help` and a mistake in a file must not wait for the SDK.
    import pulumi

    from offline import recorder
    from offline.refusals import RecordingError

    try:
        with contextlib.redirect_stdout(sys.stderr):  # standard output is the tool's own, often JSON
            return recorder.record(
                stack.directory,
                project=stack.project,
                stack=stack.name,
                config=stack.config,
                secret_keys=stack.secret_keys,
                view=view,
                on_resource=lambda count: progress(label, count),
            )
    except pulumi.RunError as error:  # how a program says that its input is wrong
        raise InputError([f"stack {stack.name} (Pulumi.{stack.name}.yaml): {error}"]) from error
    except RecordingError as error:
        raise InputError([f"stack {stack.name}: {error}"]) from error
    except (Exception, SystemExit) as error:
        raise InputError([f"stack {stack.name}: the program failed: {_told(error, stack.directory)}"]) from error


def _told(error: BaseException, directory: Path) -> str:
    """The error, and where in the program itself it came from: the frames of Pulumi and of this tool help nobody."""
    root = directory.resolve()
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_of(Path(frame.filename), root)]
    kind = "".join(traceback.format_exception_only(error)).strip()
    return kind + "".join(f"\n{text.rstrip()}" for text in traceback.format_list(frames))


def _is_of(file: Path, root: Path) -> bool:
    file = file.resolve()
    return file.is_file() and file.is_relative_to(root) and file.relative_to(root).parts[0] not in (".venv", "offline")


def examples(stack: Stack) -> list[tuple[str, str]]:
    """The settings, as (`megane:dns.domain`, value), that are still examples. Nothing secret is looked at."""
    from planning.examples import find
    from planning.secrecy import secret_name

    values: Mapping[str, object] = {
        key: _decoded(text)
        for key, text in stack.config.items()
        if key not in stack.secret_keys and not secret_name(key)
    }
    return find(values)


def _decoded(text: str) -> object:
    if text.startswith(("{", "[")):
        with contextlib.suppress(ValueError):
            return json.loads(text)
    return text
