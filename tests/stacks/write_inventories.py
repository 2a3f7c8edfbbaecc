"""Rewrites the inventories: `python -m tests.stacks.write_inventories`. Review the difference before committing it."""

from __future__ import annotations

from tests.stacks.load import INVENTORIES, STACKS, inventory, named

if __name__ == "__main__":
    for label in STACKS:
        (INVENTORIES / f"{label}.txt").write_text(inventory(named(label)), encoding="utf-8")
