"""What a CDN for files is made of, and where it takes them from."""

from __future__ import annotations

from typing import Any

import pytest

from offline.values import Secret
from tests.components import build
from tests.components.cdn_keys import OLD_DIGITS
from tests.components.cdn_parts import DISTRIBUTION, bare, id_of
from tests.components.look import find, inputs, made, outputs, part
from tests.conftest import Record

ALWAYS = {
    "megane:edge:Cdn cdn",
    "cloudfront.CachePolicy cdn-public",
    "cloudfront.ResponseHeadersPolicy cdn-public",
    "cloudfront.OriginAccessControl cdn",
    "cloudfront.Distribution cdn",
    "cloudfront.MonitoringSubscription cdn",
    "s3.BucketObjectv2 cdn-not-found",
    "cloudwatch.LogGroup cdn-access",
    "cloudwatch.LogDeliverySource cdn-access",
    "cloudwatch.LogDeliveryDestination cdn-access",
    "cloudwatch.LogDelivery cdn-access",
}
WITH_BALANCER = {"cloudfront.CachePolicy cdn-static", "cloudfront.ResponseHeadersPolicy cdn-static"}
WITH_SIGNER = {
    f"cloudfront.PublicKey cdn-signer-{OLD_DIGITS}",
    "cloudfront.KeyGroup cdn-signers",
    "cloudfront.CachePolicy cdn-uploads",
    "cloudfront.ResponseHeadersPolicy cdn-uploads",
}
SHIELD = {"enabled": True, "originShieldRegion": "ap-northeast-1"}


def test_what_a_cdn_is_made_of(record: Record) -> None:
    assert made(record(build.cdn)) == ALWAYS | WITH_BALANCER | WITH_SIGNER
    assert made(record(bare)) == ALWAYS


def test_the_distribution_of_a_stack_without_a_domain(record: Record) -> None:
    graph = record(bare, view="up")

    access, public = (
        id_of(graph, "cloudfront.OriginAccessControl cdn"),
        id_of(graph, "cloudfront.CachePolicy cdn-public"),
    )
    reading = {
        "viewerProtocolPolicy": "redirect-to-https",
        "allowedMethods": ["GET", "HEAD", "OPTIONS"],
        "cachedMethods": ["GET", "HEAD", "OPTIONS"],
        "compress": True,
        "cachePolicyId": public,
        "responseHeadersPolicyId": id_of(graph, "cloudfront.ResponseHeadersPolicy cdn-public"),
    }
    bucket = {
        "domainName": "files.s3.ap-northeast-1.amazonaws.com",
        "originAccessControlId": access,
        "originShield": SHIELD,
    }
    assert inputs(graph, DISTRIBUTION) == {
        "enabled": True,
        "comment": "megane-test",
        "isIpv6Enabled": True,
        "httpVersion": "http2and3",
        "priceClass": "PriceClass_200",
        "defaultRootObject": "index.html",
        "origins": [
            {"originId": "bucket", **bucket},
            {"originId": "public-only", "originPath": "/public", **bucket},
        ],
        "defaultCacheBehavior": {"targetOriginId": "public-only", **reading},
        "orderedCacheBehaviors": [{"pathPattern": "/public/*", "targetOriginId": "bucket", **reading}],
        "customErrorResponses": [
            *(
                {
                    "errorCode": code,
                    "responseCode": 404,
                    "responsePagePath": "/public/errors/404.html",
                    "errorCachingMinTtl": 10,
                }
                for code in (403, 404)
            ),
            *({"errorCode": code, "errorCachingMinTtl": 5} for code in (500, 502, 503, 504)),
        ],
        "restrictions": {"geoRestriction": {"restrictionType": "none"}},
        "viewerCertificate": {"cloudfrontDefaultCertificate": True},
        "waitForDeployment": False,
    }


def test_the_bucket_is_read_by_origin_access_control(record: Record) -> None:
    assert inputs(record(build.cdn), "cloudfront.OriginAccessControl cdn") == {
        "name": "megane-test-uploads",
        "description": "Signs CloudFront's requests to the uploads bucket",
        "originAccessControlOriginType": "s3",
        "signingBehavior": "always",
        "signingProtocol": "sigv4",
    }


def test_where_cloudfront_has_no_shield_there_is_none(record: Record) -> None:
    graph = record(lambda: build.cdn(shield_region=None))

    assert all("originShield" not in origin for origin in part(inputs(graph, DISTRIBUTION)["origins"]))


def test_the_load_balancer_is_asked_over_tls_and_told_by_whom(record: Record) -> None:
    graph = record(lambda: build.cdn(origin_verify_value="said openly"))

    assert part(inputs(graph, DISTRIBUTION)["origins"], 2) == {
        "originId": "load-balancer",
        "domainName": "origin.example.jp",
        "customHeaders": [{"name": "X-Origin-Verify", "value": Secret("said openly")}],
        "customOriginConfig": {
            "httpPort": 80,
            "httpsPort": 443,
            "originProtocolPolicy": "https-only",
            "originSslProtocols": ["TLSv1.2"],
            "originReadTimeout": 60,
            "originKeepaliveTimeout": 55,  # less than the load balancer's 60
        },
        "originShield": SHIELD,
    }


def test_static_files_are_asked_for_by_their_path_alone(record: Record) -> None:
    graph = record(build.cdn, view="up")

    assert part(inputs(graph, DISTRIBUTION)["orderedCacheBehaviors"], 1) == {
        "pathPattern": "/static/*",
        "targetOriginId": "load-balancer",
        "viewerProtocolPolicy": "redirect-to-https",
        "allowedMethods": ["GET", "HEAD", "OPTIONS"],
        "cachedMethods": ["GET", "HEAD", "OPTIONS"],
        "compress": True,
        "cachePolicyId": id_of(graph, "cloudfront.CachePolicy cdn-static"),
        "responseHeadersPolicyId": id_of(graph, "cloudfront.ResponseHeadersPolicy cdn-static"),
    }


def test_a_host_comes_with_its_certificate(record: Record) -> None:
    named = inputs(record(build.cdn), DISTRIBUTION)

    assert named["aliases"] == ["cdn.example.jp"]
    assert named["viewerCertificate"] == {
        "acmCertificateArn": "arn:certificate/edge",
        "sslSupportMethod": "sni-only",
        "minimumProtocolVersion": "TLSv1.2_2021",
    }


def test_what_is_missing_has_a_page_in_the_bucket_that_outlives_the_stack(record: Record) -> None:
    graph = record(build.cdn)

    page = inputs(graph, "s3.BucketObjectv2 cdn-not-found")
    html = str(page.pop("content"))
    assert page == {
        "bucket": "files",
        "key": "public/errors/404.html",
        "contentType": "text/html; charset=utf-8",
        "cacheControl": "public, max-age=300",
    }
    assert "ページが見つかりません" in html
    assert "Not found" in html
    assert "<script" not in html  # its own Content-Security-Policy would stop it
    assert find(graph, "s3.BucketObjectv2 cdn-not-found").retain_on_delete is True


def test_where_somebody_else_puts_the_page_it_is_shown_all_the_same(record: Record) -> None:
    graph = record(lambda: build.cdn(error_page_bucket=None))

    assert "s3.BucketObjectv2 cdn-not-found" not in made(graph)
    assert part(inputs(graph, DISTRIBUTION)["customErrorResponses"], 0, "responsePagePath") == "/public/errors/404.html"


def test_a_firewall_may_stand_before_files_too(record: Record) -> None:
    assert inputs(record(lambda: build.cdn(web_acl_arn="arn:acl/edge")), DISTRIBUTION)["webAclId"] == "arn:acl/edge"


def test_outputs(record: Record) -> None:
    named = record(lambda: outputs(build.cdn()), view="up").outputs
    own = record(lambda: outputs(bare()), view="up").outputs

    assert (named["url"], named["domain"]) == ("https://cdn.example.jp", "cdn.example.jp")
    assert (own["url"], own["domain"]) == (f"https://{own['domain_name']}", own["domain_name"])
    assert str(own["domain_name"]).endswith(".cloudfront.net")
    assert str(own["arn"]).startswith("arn:aws:cloudfront::111122223333:distribution/")
    assert str(own["arn"]).endswith(f"/{own['distribution_id']}")
    assert sorted(named) == ["arn", "distribution_id", "domain", "domain_name", "key_id", "url"]


@pytest.mark.parametrize("changes", [{"host": None}, {"certificate_arn": None}])
def test_a_host_without_certificate_or_a_certificate_without_host_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        build.cdn(**changes)

    assert str(raised.value) == "a host name needs a certificate in us-east-1, and the certificate a host name"
