"""What a stack file may say of firewall, maintenance and CDN, and what is said of mistakes."""

from __future__ import annotations

import pytest

from tests.settings.stack_values import DELETED, RECOVERY, Values, mistakes, settings_of

KEY = "-----BEGIN PUBLIC KEY-----\nTUZrd0V3WUhLb1pJ\nQ0FRWUlL\n-----END PUBLIC KEY-----\n"
NEXT_KEY = KEY.replace("TUZr", "TUZs")
LAST_KEY = KEY.replace("TUZr", "TUZt")
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
    {"waf.uploadPaths": ["/" + "a" * 199]},
    PAGE,
    PAGE | {"environment": "prod"},
    {"maintenance": {}},
    {"maintenance": {"enabled": True, "retryAfterSeconds": 60}},
    {"maintenance": {"message": "あ" * 200, "retryAfterSeconds": 604800}},
    {"cdn.signingPublicKeys": [KEY]},
    {"cdn.signingPublicKeys": [KEY, NEXT_KEY]},
    {"cdn.signingPublicKeys": [KEY.replace("\n", "\r\n")]},
    {"cdn.frontApp": True},
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
        {"waf.uploadPaths": ["/" + "a" * 200]},
        "megane:waf.uploadPaths[0]: must be a path below /, in lower case (requests are lower-cased); "
        f'given: "/{"a" * 78}…',
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
        {"cdn.signingPublicKeys": [KEY, NEXT_KEY, LAST_KEY]},
        "megane:cdn.signingPublicKeys: must have 2 keys at the most: this one and the next",
    ),
    (
        {"environment": "dev", "dns": {"mode": "none"}, "cdn.frontApp": True},
        "megane:cdn.frontApp: must be false with dns.mode none: the CDN reaches the load balancer by its domain",
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
        "front_app": False,
    }
