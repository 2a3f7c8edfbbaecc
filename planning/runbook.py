"""Where people read what to do."""

from __future__ import annotations

RUNBOOK = "docs/OPERATION_RUNBOOK.md"  # in this repository; a stack file may name a page that one can click on
