"""Progress on standard error, where it is a terminal; nothing otherwise."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from offline import runner


@contextlib.contextmanager
def shown() -> Iterator[runner.Progress]:
    """A function to be told what is going on, shown while the block runs."""
    errors = Console(stderr=True)
    if not errors.is_terminal:
        yield lambda label, count: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True) as progress:
        task = progress.add_task("loading", total=None)

        def tell(label: str, count: int) -> None:
            so_far = f": {count} resources" if count else ""  # at first the program's modules are imported
            progress.update(task, description=f"recording {label}{so_far}")

        yield tell
