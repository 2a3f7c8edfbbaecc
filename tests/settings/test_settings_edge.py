"""What a stack file may say of firewall, maintenance and CDN, and what is said of mistakes."""

from __future__ import annotations

import pytest

from planning.schema.edge import Cdn
from tests.components.cdn_keys import ELLIPTIC_KEY, NEW_KEY, OLD_KEY
from tests.settings.stack_values import DELETED, RECOVERY, Values, mistakes, settings_of

ROUTES = ("direct", "prepared", "cdn", "cdn-only")
# The beginning of RSA with 4096 bits.
LONGER_KEY = OLD_KEY.replace("MIIBIjAN", "MIICIjAN")
COUNTING: Values = {"waf.count": ["common", "rate-limit"], "waf.countUntil": "2026-12-31"}
PAGE: Values = {
    "maintenance": {
        "enabled": True,
        "allowedCidrs": ["8.8.8.8/32"],
        "retryAfterSeconds": 1800,
        "message": "データベース更新のため 4:00 まで / until 4:00 & no longer",
    }
}
FINE: list[Values] = [
    COUNTING,
    COUNTING | {"environment": "prod"},
    {"waf.count": ["admin-allow-list"], "waf.countUntil": "2026-12-31"},
    {"waf.uploadPaths": []},
    {"waf.uploadPaths": ["/api/uploads", "/api/orders/images"]},
    {"waf.uploadPaths": ["/a/" + "a" * 197]},
    PAGE,
    PAGE | {"environment": "prod"},
    {"maintenance": {}},
    {"maintenance": {"enabled": True, "retryAfterSeconds": 60}},
    {"maintenance": {"message": "あ" * 200, "retryAfterSeconds": 604800}},
    {"cdn.signingPublicKeys": [OLD_KEY]},
    {"cdn.signingPublicKeys": [OLD_KEY, ELLIPTIC_KEY]},
    {"cdn.signingPublicKeys": [OLD_KEY.replace("\n", "\r\n")]},
    *({"cdn.appRoute": route} for route in ROUTES),
]


@pytest.mark.parametrize("changes", FINE)
def test_fine(changes: Values) -> None:
    assert mistakes(changes) == []


BROKEN: list[tuple[Values, str]] = [
    # counting
    (
        COUNTING | {"waf.countUntil": DELETED},
        "megane:waf.countUntil: is required with waf.count: the day on which the rules begin to block",
    ),
    (
        COUNTING | {"waf.count": []},
        'megane:waf.countUntil: has no use without waf.count: remove it; given: "2026-12-31"',
    ),
    *(
        (COUNTING | {"waf.countUntil": day}, f'megane:waf.countUntil: must be a day, like 2026-12-31; given: "{day}"')
        for day in ("2026-02-30", "20261231", "2026-W53-4", "31.12.2026", "soon")
    ),
    (
        COUNTING | {"waf.count": ["common", "common"]},
        "megane:waf.count: must not name anything twice: common; given: a list",
    ),
    (
        COUNTING | {"waf.count": ["ratelimit"]},
        "megane:waf.count[0]: must be admin-allow-list, rate-limit, common, oversize-body, known-bad-inputs or "
        'sql-injection; given: "ratelimit"',
    ),
    (
        COUNTING | {"waf.count": ["oversize-body"], "waf.uploadPaths": []},
        "megane:waf.count: must not have oversize-body without waf.uploadPaths: there is no such rule then",
    ),
    *(
        (
            stack | COUNTING | {"waf.count": ["common", "admin-allow-list"]},
            f"megane:waf.count: must not have admin-allow-list in {stack['environment']}: it would open the "
            "administration",
        )
        for stack in ({"environment": "prod"}, RECOVERY)
    ),
    # paths
    (
        {"waf.uploadPaths": ["api/uploads"]},
        'megane:waf.uploadPaths[0]: must be a path that starts with /; given: "api/uploads"',
    ),
    (
        {"waf.adminPaths": ["/api/Admin"]},
        "megane:waf.adminPaths[0]: must be a path below /, in lower case (requests are lower-cased); "
        'given: "/api/Admin"',
    ),
    (
        {"waf.uploadPaths": ["/a/" + "a" * 198]},
        "megane:waf.uploadPaths[0]: must be a path below /, in lower case (requests are lower-cased); "
        f'given: "/a/{"a" * 76}…',
    ),
    *(
        (
            {"waf.uploadPaths": ["/api/uploads", path]},
            "megane:waf.uploadPaths[1]: must be a path of two segments at least, like /api/uploads: behind 8 KB "
            f'nothing is looked at there; given: "{path}"',
        )
        for path in ("/api", "/api/", "/api//")
    ),
    # maintenance
    (
        {"maintenance": {"allowedCidrs": ["0.0.0.0/0"]}},
        'megane:maintenance.allowedCidrs[0]: is too wide for an allow-list: /8 at the most; given: "0.0.0.0/0"',
    ),
    (
        {"maintenance": {"allowedCidrs": ["8.8.8.8"]}},
        "megane:maintenance.allowedCidrs[0]: must state its prefix length, like 8.8.8.8/32 for one address; "
        'given: "8.8.8.8"',
    ),
    *(
        (
            {"maintenance": {"retryAfterSeconds": seconds}},
            "megane:maintenance.retryAfterSeconds: must be 60 to 604800 (seconds, a week at the most); "
            f"given: {seconds}",
        )
        for seconds in (59, 604_801)
    ),
    *(
        (
            {"maintenance": {"message": message}},
            "megane:maintenance.message: must be a line of 1 to 200 characters: it stands on the page as it is; "
            f"given: {shown}",
        )
        for message, shown in (("", '""'), ("   ", '"   "'), ("a\nb", r'"a\nb"'), ("a" * 201, '"' + "a" * 79 + "…"))
    ),
    ({"maintenance": {"enable": True}}, "megane:maintenance.enable: unknown key; did you mean enabled?"),
    # CDN
    (
        {"cdn.signingPublicKeys": [OLD_KEY, NEW_KEY, ELLIPTIC_KEY]},
        "megane:cdn.signingPublicKeys: must have 2 keys at the most: this one and the next",
    ),
    *(
        (
            {"cdn.signingPublicKeys": [OLD_KEY, same]},
            "megane:cdn.signingPublicKeys: must not have the same key twice, however it is wrapped",
        )
        for same in (OLD_KEY, OLD_KEY.replace("\n", "\r\n"), OLD_KEY.strip())
    ),
    (
        {"cdn.signingPublicKeys": [LONGER_KEY]},
        "megane:cdn.signingPublicKeys[0]: must be RSA with 2048 bits or ECDSA on P-256: CloudFront takes no other key",
    ),
    *(
        (
            {"environment": "dev", "dns": {"mode": "none"}, "cdn.appRoute": route},
            "megane:cdn.appRoute: must be direct with dns.mode none: the CDN reaches the load balancer by its domain",
        )
        for route in ROUTES[1:]
    ),
    *(
        (
            {"cdn.appRoute": given},
            f"megane:cdn.appRoute: must be direct, prepared, cdn or cdn-only; given: {shown}",
        )
        for given, shown in (("on", '"on"'), (True, "true"), (False, "false"))
    ),
]


@pytest.mark.parametrize(("changes", "said"), BROKEN)
def test_broken(changes: Values, said: str) -> None:
    assert mistakes(changes) == [said]


def test_without_a_word_there_is_no_maintenance_and_every_rule_blocks() -> None:
    settings = settings_of()

    assert settings.maintenance.model_dump() == {
        "enabled": False,
        "allowed_cidrs": (),
        "retry_after_seconds": 3600,
        "message": None,
    }
    assert (settings.waf.count, settings.waf.count_until) == ((), None)
    assert settings.waf.upload_paths == ("/api/uploads",)
    assert settings.cdn.model_dump() == {
        "signing_public_keys": (),
        "price_class": "PriceClass_200",
        "app_route": "direct",
    }


@pytest.mark.parametrize(
    ("route", "fronts", "receives", "through"),
    [
        ("direct", False, False, "files"),
        ("prepared", True, False, "also"),
        ("cdn", True, True, "also"),
        ("cdn-only", True, True, "only"),
    ],
)
def test_one_thing_changes_with_each_step_of_the_route(route: str, fronts: bool, receives: bool, through: str) -> None:
    cdn = Cdn.model_validate({"appRoute": route})

    assert (cdn.fronts_app, cdn.receives_app, cdn.through) == (fronts, receives, through)
    assert cdn.args == {"signing_public_keys": (), "price_class": "PriceClass_200", "front_app": fronts}
