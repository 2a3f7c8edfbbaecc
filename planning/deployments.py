"""How a deployment moves the traffic: the four strategies of ECS, what belongs to each, and how long each takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from types import MappingProxyType
from typing import Literal

Strategy = Literal["BLUE_GREEN", "ROLLING", "LINEAR", "CANARY"]

# A strategy and the settings that only it has.
COMPANIONS: Mapping[Strategy, Sequence[str]] = MappingProxyType(
    {
        "BLUE_GREEN": (),
        "ROLLING": (),
        "LINEAR": ("step_percent", "step_bake_minutes"),
        "CANARY": ("canary_percent", "canary_bake_minutes"),
    }
)

# Both in steps of 0.1, and no wait of more than a day.
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinearConfiguration.html
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CanaryConfiguration.html
LEAST_STEP_PERCENT = 3.0
LEAST_CANARY_PERCENT = 0.1
LONGEST_BAKE_MINUTES = 1440

# Lambda holds 4 KB of variables together, of which this is left for the certificates of the signature check.
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
MOST_CERTIFICATE_TEXT = 3000

# Twice the tasks to start, hooks, and the old ones to drain: the provider's own 20 minutes are too short.
_CREATE_MINUTES, _UPDATE_MINUTES = 30, 60
_LEAST_CREATE, _LEAST_UPDATE = 40, 90


def certificates_text(certificates: Sequence[str]) -> str:
    """Certificates in PEM as the one text that the signature check is told."""
    return "\n".join(text.strip() for text in certificates)


def tenths(percent: float) -> bool:
    """Whether ECS takes the percentage: a multiple of 0.1."""
    return round(percent, 1) == percent


def linear_minutes(step_percent: float, step_bake_minutes: int) -> int:
    """How long a linear shift takes: a wait after each step but the last, which the bake time follows."""
    return (ceil(100 / step_percent) - 1) * step_bake_minutes


def timeouts(waiting_minutes: int) -> tuple[str, str]:
    """How long Pulumi waits for a service's first and later deployments that wait that long by themselves."""
    create = max(_LEAST_CREATE, _CREATE_MINUTES + waiting_minutes)
    update = max(_LEAST_UPDATE, _UPDATE_MINUTES + waiting_minutes)
    return f"{create}m", f"{update}m"
