"""The task sizes that Fargate sells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

# CPU units (1024 = 1 vCPU) -> the memory sizes (MiB) that go with them.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
TASK_SIZES: Mapping[int, Sequence[int]] = MappingProxyType(
    {
        256: (512, 1024, 2048),
        512: range(1024, 4096 + 1, 1024),
        1024: range(2048, 8192 + 1, 1024),
        2048: range(4096, 16384 + 1, 1024),
        4096: range(8192, 30720 + 1, 1024),
        8192: range(16384, 61440 + 1, 4096),
        16384: range(32768, 122880 + 1, 8192),
    }
)


def memory_text(cpu: int) -> str:
    """The memory sizes of a CPU size, for a message: `512, 1024 or 2048` or `4096 to 16384 in steps of 1024`."""
    sizes = TASK_SIZES[cpu]
    if isinstance(sizes, range):
        return f"{sizes[0]} to {sizes[-1]} in steps of {sizes.step}"
    return f"{', '.join(map(str, sizes[:-1]))} or {sizes[-1]}"


_CPU = re.compile(r"([0-9]*\.?[0-9]+)\s*vcpu", re.IGNORECASE)
_MEMORY = re.compile(r"([0-9]*\.?[0-9]+)\s*gb", re.IGNORECASE)


def cpu_units(text: str) -> int | None:
    """CPU units of a task as ECS takes them: `1024` or `1 vCPU`; None for anything else."""
    return _parsed(_CPU, text)


def memory_mib(text: str) -> int | None:
    """MiB of a task as ECS takes them: `1024` or `1 GB`; None for anything else."""
    return _parsed(_MEMORY, text)


def _parsed(unit: re.Pattern[str], text: str) -> int | None:
    if match := unit.fullmatch(text.strip()):
        return round(float(match[1]) * 1024)
    return int(text) if text.isdecimal() else None
