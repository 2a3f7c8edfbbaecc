"""Every pair of options that settings allow together: whatever people combine, the policies refuse nothing right."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from allpairspy import AllPairs  # type: ignore[import-untyped]  # it has no types

from offline.findings import stack_of
from offline.graph import View
from policies.rules import all_rules
from policies.rules.model import run
from tests.components.build_hooks import PEM
from tests.stacks.load import findings, pack, stack_graph

_SIGNATURE = json.dumps(
    {
        "profileArn": "arn:aws:signer:ap-northeast-1:111122223333:/signing-profiles/megane",
        "rootCertificates": [PEM],
    }
)
_IMAGE = f"111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/megane/third@sha256:{'1' * 64}"
_ARN = "arn:aws:acm:{region}:111122223333:certificate/00000000-0000-0000-0000-000000000001"
_CERTIFICATES = json.dumps(
    {
        "mode": "external-certificate",
        "domain": "example.com",
        "certificateArn": _ARN.format(region="ap-northeast-1"),
        "cdnCertificateArn": _ARN.format(region="us-east-1"),
    }
)

# What each option may be: a stack, or settings; "" is what the stack has anyway.
OPTIONS: dict[str, list[str]] = {
    "stack": ["prod", "prod megane:profile=minimal", "staging", "dev"],
    "dns": ["", f"megane:dns={_CERTIFICATES}"],
    "route": ["", "megane:cdn.appRoute=prepared", "megane:cdn.appRoute=cdn", "megane:cdn.appRoute=cdn-only"],
    "strategy": [
        "",
        "megane:deployment.strategy=ROLLING",
        "megane:deployment={strategy: CANARY, canaryPercent: 10, canaryBakeMinutes: 5}",
    ],
    "signature": ["", f"megane:deployment.signature={_SIGNATURE}"],
    "smoke": ["", "megane:deployment.smokeTest=true"],
    "password": ["", "megane:database.masterSecret=rds-managed"],
    "cache": ["", "megane:cache.engine=valkey"],
    "uploads": ["", "megane:storage.mfaDelete=object-lock", "megane:storage.mfaDelete=off"],
    "logs": ["", "megane:logs.albToCloudWatch=true"],
    "masking": ["", "megane:logs.maskPersonalData=true"],
    "budget": ["", "megane:budget={scope: environment, emails: [money@example.com]}"],
    "phones": ["", "megane:notifications.escalationPhones=['+819012345678']"],
    "pager": ["", "megane:pagerUrls.pagerduty=https://events.pagerduty.com/integration/0/enqueue"],
    "restores": ["", "megane:backup.restoreTesting=true"],
    "maintenance": ["", "megane:maintenance.enabled=true"],
    "third": [
        "",
        f"megane:services.third={{port: 3002, paths: ['/third/*'], priority: 150, healthCheckPath: /third/health, "
        f"image: '{_IMAGE}'}}",
        f"megane:services.third={{image: '{_IMAGE}', database: true}}",
    ],
    "nights": ["", "megane:services.frontend.nightTasks={minTasks: 1, from: '22:00', to: '07:00'}"],
    "zones": ["", "megane:network.azs=[ap-northeast-1a, ap-northeast-1c, ap-northeast-1d]"],
}
_NAMES = list(OPTIONS)


def _allowed(row: Sequence[str]) -> bool:
    """What the settings refuse together is not tried; a row may still be without its last options."""
    chosen = dict(zip(_NAMES, row, strict=False))
    bare = chosen.get("stack") == "dev" and not chosen.get("dns")
    checked = bool(chosen.get("signature") or chosen.get("smoke"))
    return not (
        (bare and chosen.get("route"))  # without a domain there is no route but one
        or (checked and "ROLLING" in chosen.get("strategy", ""))  # a rolling deployment asks no hooks
        or (chosen.get("stack") == "prod" and chosen.get("password"))  # a replica needs a password of ours
    )


PAIRS = [tuple(row) for row in AllPairs(list(OPTIONS.values()), filter_func=_allowed)]


def changes(row: tuple[str, ...]) -> list[str]:
    """The stack and its changes."""
    stack, *more = row[0].split(" ")
    return [stack, *more, *(option for option in row[1:] if option)]


def _advised(row: tuple[str, ...]) -> set[tuple[str, str, str, View | None]]:
    """All that policies say of right stacks: on the way to the CDN alone, and of few tasks where more are wanted."""
    chosen = dict(zip(_NAMES, row, strict=True))
    on_the_way = {("sg-alb-origin-locked", "megane-alb", "advice", None)}
    at_night = {("ha-when-phase-ha", "megane-frontend-night", "advice", None)}
    return (on_the_way if chosen["route"].endswith(("=prepared", "=cdn")) else set()) | (
        at_night if chosen["nights"] and chosen["stack"] == "prod" else set()
    )


def name(row: tuple[str, ...]) -> str:
    return "-".join(
        [row[0].partition("=")[0], *(key for key, option in zip(_NAMES[1:], row[1:], strict=True) if option)]
    )


@pytest.mark.parametrize("row", PAIRS, ids=name)
def test_nothing_right_is_refused(row: tuple[str, ...]) -> None:
    stack, *rest = changes(row)
    assert {(one.rule_id, one.name, one.kind, one.view) for one in findings(stack, *rest)} == _advised(row)
    # What is created is known in full: no rule may put anything off there but what only AWS itself fills in.
    seen = stack_of(stack_graph("up", stack, *rest), pack(stack, *rest))
    assert [one.message for rule in all_rules() for one in run(rule, seen) if one.kind == "deferred"] == []


def test_every_pair_that_is_allowed_is_tried() -> None:
    tried = {(left, right) for row in PAIRS for left in row for right in row}
    assert ("prod", "megane:cdn.appRoute=cdn-only") in tried
    assert ("dev", f"megane:dns={_CERTIFICATES}") in tried
    assert len(PAIRS) <= 24  # recordings cost a second each
