"""What preview takes and only AWS refuses, at the update or later: many small limits under one rule."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from ..model import Outcome, References, rule
from ..resource import Resource, Stack
from ..types import BACKUP_SELECTION, LOG_GROUP, RANDOM_PASSWORD, canonical
from .table import LIMITS

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")


@rule(
    id="config-limits",
    title="Values are within the limits that only AWS would tell of",
    title_ja="適用時に AWS だけが拒否する値を、プレビューの段階で検出する",
    severity="medium",
    kind="stack",  # some limits are of two resources together
    types=tuple(sorted(LIMITS)),
    reads=(
        BACKUP_SELECTION,
        LOG_GROUP,
        RANDOM_PASSWORD,
    ),
    remediation="Change the property that the message names to what it asks for: AWS would refuse it at the update.",
    url="https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html",
    references=References(),
)
def config_limits(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Each limit has its source beside it. Absent is AWS's default, which is within them."""
    for check in LIMITS[canonical(resource.type)]:
        yield from check(resource, stack)
