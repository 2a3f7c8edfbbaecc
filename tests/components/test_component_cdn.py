from __future__ import annotations

from typing import Any

import pulumi
import pytest

from components.cdn import Cdn
from tests.components import build
from tests.components.look import alarms, find, inputs, made, outputs, part, watched
from tests.conftest import Record

ALWAYS = {
    "megane:edge:Cdn cdn",
    "cloudfront.CachePolicy cdn-static",
    "cloudfront.ResponseHeadersPolicy cdn-security",
    "cloudfront.OriginAccessControl cdn",
    "cloudfront.Distribution cdn",
    "cloudfront.MonitoringSubscription cdn",
}
SIGNING = {"cloudfront.PublicKey cdn-signer", "cloudfront.KeyGroup cdn-signers"}
DISTRIBUTION = "cloudfront.Distribution cdn"
SHIELD = {"enabled": True, "originShieldRegion": "ap-northeast-1"}


def bare() -> Cdn:
    """Without a domain, and without anyone who signs."""
    return build.cdn(host=None, certificate_arn=None, origin_host=None, signing_public_key=None)


def test_what_a_cdn_is_made_of(record: Record) -> None:
    assert made(record(build.cdn)) == ALWAYS | SIGNING
    assert made(record(bare)) == ALWAYS


def test_the_bucket_is_read_by_origin_access_control_behind_the_shield(record: Record) -> None:
    graph = record(bare, view="up")

    origin = part(inputs(graph, DISTRIBUTION)["origins"])
    assert origin == [
        {
            "originId": "bucket",
            "domainName": "files.s3.ap-northeast-1.amazonaws.com",
            "originAccessControlId": origin[0]["originAccessControlId"],
            "originShield": SHIELD,
        }
    ]
    control = inputs(graph, "cloudfront.OriginAccessControl cdn")
    assert (control["originAccessControlOriginType"], control["signingBehavior"], control["signingProtocol"]) == (
        "s3",
        "always",
        "sigv4",
    )
    control_urn = find(graph, "cloudfront.OriginAccessControl cdn").urn
    assert control_urn in find(graph, DISTRIBUTION).property_dependencies["origins"]


def test_the_load_balancer_is_asked_over_tls_by_a_name_of_its_certificate(record: Record) -> None:
    graph = record(build.cdn)

    assert part(inputs(graph, DISTRIBUTION)["origins"], 1) == {
        "originId": "load-balancer",
        "domainName": "origin.example.jp",
        "customOriginConfig": {
            "httpPort": 80,
            "httpsPort": 443,
            "originProtocolPolicy": "https-only",
            "originSslProtocols": ["TLSv1.2"],
        },
        "originShield": SHIELD,
    }


def test_each_path_has_its_origin_and_uploads_need_a_signature(record: Record) -> None:
    graph = record(build.cdn, view="up")

    distribution = inputs(graph, DISTRIBUTION)
    default, paths = distribution["defaultCacheBehavior"], part(distribution["orderedCacheBehaviors"])
    reading = {
        "viewerProtocolPolicy": "redirect-to-https",
        "allowedMethods": ["GET", "HEAD", "OPTIONS"],
        "cachedMethods": ["GET", "HEAD", "OPTIONS"],
        "compress": True,
        "cachePolicyId": part(default, "cachePolicyId"),
        "responseHeadersPolicyId": part(default, "responseHeadersPolicyId"),
    }
    assert default == {**reading, "targetOriginId": "bucket"}
    assert paths == [
        {
            **reading,
            "pathPattern": "/static/*",
            "targetOriginId": "load-balancer",
            "originRequestPolicyId": "b689b0a8-53d0-40ab-baf2-68738e2966ac",
        },
        {
            **reading,
            "pathPattern": "/uploads/*",
            "targetOriginId": "bucket",
            "trustedKeyGroups": paths[1]["trustedKeyGroups"],
        },
    ]
    assert len(paths[1]["trustedKeyGroups"]) == 1
    group = find(graph, "cloudfront.KeyGroup cdn-signers")
    assert group.urn in find(graph, DISTRIBUTION).property_dependencies["orderedCacheBehaviors"]
    assert inputs(graph, "cloudfront.PublicKey cdn-signer")["encodedKey"] == "PEM"


def test_without_a_signer_no_upload_is_served(record: Record) -> None:
    def program() -> None:
        pulumi.export("bare", bare().readable)

    graph = record(program)

    assert inputs(graph, DISTRIBUTION)["orderedCacheBehaviors"] == []
    assert graph.outputs["bare"] == ["public/*"]


def test_with_a_signer_uploads_are_readable(record: Record) -> None:
    def program() -> None:
        pulumi.export("signed", build.cdn().readable)

    assert record(program).outputs["signed"] == ["public/*", "uploads/*"]


def test_a_host_comes_with_its_certificate_else_aws_own(record: Record) -> None:
    named, own = inputs(record(build.cdn), DISTRIBUTION), inputs(record(bare), DISTRIBUTION)

    assert named["aliases"] == ["cdn.example.jp"]
    assert named["viewerCertificate"] == {
        "acmCertificateArn": "arn:certificate/edge",
        "sslSupportMethod": "sni-only",
        "minimumProtocolVersion": "TLSv1.2_2021",
    }
    assert "aliases" not in own
    assert own["viewerCertificate"] == {"cloudfrontDefaultCertificate": True}


def test_the_distribution_is_near_japan_and_on_current_protocols(record: Record) -> None:
    distribution = inputs(record(build.cdn), DISTRIBUTION)

    assert {key: distribution[key] for key in ("enabled", "isIpv6Enabled", "httpVersion", "priceClass")} == {
        "enabled": True,
        "isIpv6Enabled": True,
        "httpVersion": "http2and3",
        "priceClass": "PriceClass_200",
    }
    assert distribution["restrictions"] == {"geoRestriction": {"restrictionType": "none"}}
    assert distribution["waitForDeployment"] is False


def test_static_files_are_cached_by_path_alone_and_compressed(record: Record) -> None:
    policy = inputs(record(build.cdn), "cloudfront.CachePolicy cdn-static")

    assert (policy["minTtl"], policy["defaultTtl"], policy["maxTtl"]) == (1, 86_400, 31_536_000)
    assert policy["parametersInCacheKeyAndForwardedToOrigin"] == {
        "cookiesConfig": {"cookieBehavior": "none"},
        "headersConfig": {"headerBehavior": "none"},
        "queryStringsConfig": {"queryStringBehavior": "none"},
        "enableAcceptEncodingBrotli": True,
        "enableAcceptEncodingGzip": True,
    }


def test_answers_carry_the_security_headers(record: Record) -> None:
    policy = inputs(record(build.cdn), "cloudfront.ResponseHeadersPolicy cdn-security")

    assert policy["securityHeadersConfig"] == {
        "strictTransportSecurity": {
            "accessControlMaxAgeSec": 31_536_000,
            "includeSubdomains": True,
            "override": True,
        },
        "contentTypeOptions": {"override": True},
        "frameOptions": {"frameOption": "DENY", "override": True},
        "referrerPolicy": {"referrerPolicy": "strict-origin-when-cross-origin", "override": True},
    }


def test_the_hit_rate_is_measured_and_watched_in_us_east_1(record: Record) -> None:
    graph = record(watched(build.cdn), view="up")

    subscription = inputs(graph, "cloudfront.MonitoringSubscription cdn")
    assert subscription["monitoringSubscription"] == {
        "realtimeMetricsSubscriptionConfig": {"realtimeMetricsSubscriptionStatus": "Enabled"}
    }
    where = {"DistributionId": subscription["distributionId"], "Region": "Global"}
    assert alarms(graph) == {
        "cdn-hit-rate": {
            "series": ("AWS/CloudFront CacheHitRate", where, "Average"),
            "math": [],
            "rings": "LessThanThreshold 80",
            "period": 300,
            "of": "3/3",
            "missing": "notBreaching",
            "topic": "arn:topic/warning",
            "region": "us-east-1",
        }
    }


def test_outputs(record: Record) -> None:
    named = record(lambda: outputs(build.cdn()), view="up").outputs
    own = record(lambda: outputs(bare()), view="up").outputs

    assert named["url"] == "https://cdn.example.jp"
    assert own["url"] == f"https://{own['domain_name']}"
    assert str(own["domain_name"]).endswith(".cloudfront.net")
    assert str(own["arn"]).startswith("arn:aws:cloudfront::111122223333:distribution/")
    assert str(own["arn"]).endswith(f"/{own['distribution_id']}")
    assert sorted(own) == ["arn", "distribution_id", "domain_name", "url"]


@pytest.mark.parametrize("changes", [{"host": None}, {"certificate_arn": None}])
def test_a_host_without_certificate_or_a_certificate_without_host_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        build.cdn(**changes)

    assert str(raised.value) == "a host name needs a certificate in us-east-1, and the certificate a host name"
