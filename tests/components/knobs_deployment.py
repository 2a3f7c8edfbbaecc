"""Other values for how services are deployed, and for the hooks that are asked meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from components import hooks, service
from tests.components import build, build_hooks
from tests.components.build import known
from tests.components.knobs import OTHER_KEYS, Knobs

LINEAR = service.Shift(strategy="LINEAR", step_percent=25.0, step_bake_minutes=5)
CANARY = service.Shift(strategy="CANARY", canary_percent=5.0, canary_bake_minutes=10)


def shifts(**changes: Any) -> None:
    """One service of each; a change reaches the one whose field it is."""
    shared = build.cluster()
    for name, own in (("linear", LINEAR), ("canary", CANARY), ("blue", service.Shift())):
        mine = {key: value for key, value in changes.items() if getattr(own, key) is not None}
        mine = {} if "strategy" in mine and name != "blue" else mine
        build.service(name=name, label=name, cluster=shared, shift=replace(own, **mine))


KNOBS: Mapping[type, Knobs] = {
    service.Shift: Knobs(
        shifts,
        {
            "strategy": "ROLLING",
            "step_percent": 20.0,
            "step_bake_minutes": 6,
            "canary_percent": 7.5,
            "canary_bake_minutes": 11,
        },
    ),
    service.LifecycleHook: Knobs(
        lambda **changes: build.service(hooks=[build_hooks.signed(**changes)]),
        {
            "stage": "POST_TEST_TRAFFIC_SHIFT",
            "function_arn": lambda: known("arn:function/2"),
            "role_arn": lambda: known("arn:role/2"),
            "details": "{}",
            "lasting": lambda: [build.bucket()],
        },
    ),
    hooks.SignatureCheckArgs: Knobs(
        build_hooks.signature_check,
        {
            "code": lambda: build_hooks.code("2"),
            "keys": OTHER_KEYS,
            "cluster_name": "other",
            "images": [f"{build_hooks.REPOSITORY}/worker@sha256:abc"],
            "profile_arn": "arn:aws:signer:ap-northeast-1:111122223333:/signing-profiles/other",
            "root_certificates": [build_hooks.PEM.replace("MIIB", "MIIC")],
            "revocation": "when-reachable",
        },
    ),
    hooks.SmokeTestArgs: Knobs(
        build_hooks.smoke_test,
        {
            "code": lambda: build_hooks.code("2"),
            "keys": OTHER_KEYS,
            "cluster_name": "other",
            "url": "https://other.example.jp",
            "connect_to": "lb-2.elb.amazonaws.com",
            "headers": {},
        },
    ),
}
