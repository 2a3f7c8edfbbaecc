"""How long each kind of content is kept, the headers that go with it, and what the access log holds."""

from __future__ import annotations

import pytest

from tests.components import build
from tests.components.cdn_parts import DISTRIBUTION, id_of
from tests.components.look import inputs, part
from tests.conftest import Record

HSTS = {"accessControlMaxAgeSec": 31_536_000, "includeSubdomains": True, "override": True}


@pytest.mark.parametrize(
    ("kind", "comment", "ttls", "compressed"),
    [
        ("static", "Static files: the path alone is the key", (1, 31_536_000, 31_536_000), True),
        ("public", "Public objects: the path alone is the key", (1, 86_400, 31_536_000), True),
        ("uploads", "Signed uploads: the path alone is the key", (0, 300, 3_600), False),
    ],
)
def test_each_kind_is_cached_by_its_path_alone(
    record: Record, kind: str, comment: str, ttls: tuple[int, int, int], compressed: bool
) -> None:
    assert inputs(record(build.cdn), f"cloudfront.CachePolicy cdn-{kind}") == {
        "name": f"megane-test-{kind}",
        "comment": comment,
        "minTtl": ttls[0],
        "defaultTtl": ttls[1],
        "maxTtl": ttls[2],
        "parametersInCacheKeyAndForwardedToOrigin": {
            "cookiesConfig": {"cookieBehavior": "none"},
            "headersConfig": {"headerBehavior": "none"},
            "queryStringsConfig": {"queryStringBehavior": "none"},
            "enableAcceptEncodingBrotli": compressed,
            "enableAcceptEncodingGzip": compressed,
        },
    }


def security(csp: str | None = None, *, final: bool = True) -> dict[str, object]:
    return {
        "strictTransportSecurity": HSTS,
        "contentTypeOptions": {"override": True},
        "frameOptions": {"frameOption": "DENY", "override": final},
        "referrerPolicy": {"referrerPolicy": "strict-origin-when-cross-origin", "override": final},
        **({"contentSecurityPolicy": {"contentSecurityPolicy": csp, "override": True}} if csp else {}),
    }


ANYWHERE = {
    "accessControlAllowCredentials": False,
    "accessControlAllowOrigins": {"items": ["*"]},
    "accessControlAllowHeaders": {"items": ["*"]},
    "accessControlAllowMethods": {"items": ["GET", "HEAD", "OPTIONS"]},
    "accessControlMaxAgeSec": 86_400,
    "originOverride": True,
}
PUBLIC_CSP = (
    "default-src 'none'; img-src 'self' data:; media-src 'self'; font-src 'self'; style-src 'self' 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def test_headers_of_static_files(record: Record) -> None:
    assert inputs(record(build.cdn), "cloudfront.ResponseHeadersPolicy cdn-static") == {
        "name": "megane-test-static",
        "comment": "Static files: security headers",
        "securityHeadersConfig": security(),
        "corsConfig": ANYWHERE,
    }


def test_no_script_runs_in_what_the_bucket_shows_to_everybody(record: Record) -> None:
    assert inputs(record(build.cdn), "cloudfront.ResponseHeadersPolicy cdn-public") == {
        "name": "megane-test-public",
        "comment": "Public objects: security headers",
        "securityHeadersConfig": security(PUBLIC_CSP),
        "corsConfig": ANYWHERE,
    }


def test_nobody_keeps_or_lists_an_upload_and_nothing_in_it_runs(record: Record) -> None:
    assert inputs(record(build.cdn), "cloudfront.ResponseHeadersPolicy cdn-uploads") == {
        "name": "megane-test-uploads",
        "comment": "Signed uploads: security headers",
        "securityHeadersConfig": security(
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
        ),
        "customHeadersConfig": {
            "items": [
                {"header": "Cache-Control", "value": "private, no-cache", "override": True},
                {"header": "X-Robots-Tag", "value": "noindex", "override": True},
            ]
        },
    }


def test_the_application_says_itself_who_may_frame_it(record: Record) -> None:
    assert inputs(record(build.fronting_cdn), "cloudfront.ResponseHeadersPolicy cdn-application") == {
        "name": "megane-test-application",
        "comment": "Application: security headers",
        "securityHeadersConfig": security(final=False),
    }


def test_the_access_log_is_kept_90_days_under_a_key_of_its_region(record: Record) -> None:
    graph = record(build.cdn, view="up")

    assert inputs(graph, "cloudwatch.LogGroup cdn-access") == {
        "name": "/aws/vendedlogs/cloudfront/test",
        "retentionInDays": 90,
        "kmsKeyId": "arn:key/edge",
        "logGroupClass": "STANDARD",
        "deletionProtectionEnabled": False,
        "region": "us-east-1",
    }
    assert inputs(graph, "cloudwatch.LogDeliverySource cdn-access") == {
        "resourceArn": f"arn:aws:cloudfront::111122223333:distribution/{id_of(graph, DISTRIBUTION)}",
        "logType": "ACCESS_LOGS",
        "region": "us-east-1",
    }
    assert part(
        inputs(graph, "cloudwatch.LogDeliveryDestination cdn-access"),
        "deliveryDestinationConfiguration",
        "destinationResourceArn",
    ) == ("arn:aws:logs:us-east-1:111122223333:log-group:/aws/vendedlogs/cloudfront/test")
    assert inputs(graph, "cloudwatch.LogDelivery cdn-access")["region"] == "us-east-1"


def test_neither_signatures_nor_sessions_get_into_the_log(record: Record) -> None:
    assert inputs(record(build.cdn), "cloudwatch.LogDelivery cdn-access")["recordFields"] == [
        *("date", "time", "x-edge-location", "sc-bytes", "c-ip", "cs-method", "cs(Host)", "cs-uri-stem", "sc-status"),
        *("cs(User-Agent)", "x-edge-result-type", "x-edge-request-id", "x-host-header", "cs-protocol", "cs-bytes"),
        *("time-taken", "ssl-protocol", "ssl-cipher", "x-edge-response-result-type", "cs-protocol-version"),
        *("time-to-first-byte", "x-edge-detailed-result-type", "sc-content-type", "sc-content-len"),
        "cache-behavior-path-pattern",
    ]
