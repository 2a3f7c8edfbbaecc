"""The CDN that also stands before the application."""

from __future__ import annotations

from typing import Any

import pytest

from components.cdn.viewer import CODE
from tests.components import build
from tests.components.cdn_parts import DISTRIBUTION, id_of
from tests.components.look import inputs, made, part
from tests.conftest import Record

FUNCTION = "cloudfront.Function cdn-viewer-address"


def test_what_comes_and_goes_with_the_application(record: Record) -> None:
    files, app = made(record(build.cdn)), made(record(build.fronting_cdn))

    assert app - files == {FUNCTION, "cloudfront.ResponseHeadersPolicy cdn-application"}
    assert files - app == {"s3.BucketObjectv2 cdn-not-found"}


def test_files_alone_know_nothing_of_the_application(record: Record) -> None:
    distribution = inputs(record(build.cdn), DISTRIBUTION)

    assert distribution.keys().isdisjoint({"originGroups", "webAclId"})
    assert "functionAssociations" not in part(distribution["defaultCacheBehavior"])
    assert "app.example.jp" not in str(distribution)


def test_all_else_reaches_the_application_as_it_came_and_uncached(record: Record) -> None:
    graph = record(build.fronting_cdn, view="up")

    assert inputs(graph, DISTRIBUTION)["defaultCacheBehavior"] == {
        "targetOriginId": "application",
        "viewerProtocolPolicy": "redirect-to-https",
        "allowedMethods": ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
        "cachedMethods": ["GET", "HEAD"],
        "compress": False,
        "cachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",  # CachingDisabled
        "originRequestPolicyId": "216adef6-5c7f-47e4-b989-5492eafa07d3",  # AllViewer
        "responseHeadersPolicyId": id_of(graph, "cloudfront.ResponseHeadersPolicy cdn-application"),
        "functionAssociations": [
            {
                "eventType": "viewer-request",
                "functionArn": "arn:aws:cloudfront::111122223333:function/megane-test-viewer-address",
            }
        ],
    }


def test_names_firewall_and_protocols(record: Record) -> None:
    distribution = inputs(record(build.fronting_cdn), DISTRIBUTION)

    assert distribution["aliases"] == ["cdn.example.jp", "app.example.jp"]
    assert distribution["webAclId"] == "arn:acl/edge"
    assert distribution["isIpv6Enabled"] is False  # the firewall's allow-lists are IPv4
    assert "defaultRootObject" not in distribution  # / is the application's
    assert distribution["waitForDeployment"] is True  # a name must not lead to edges that do not know it


def test_the_alias_speaks_ipv6_only_where_the_distribution_does(record: Record) -> None:
    found: list[bool] = []
    record(lambda: found.extend([build.cdn().alias.ipv6, build.fronting_cdn(name="front").alias.ipv6]))

    assert found == [True, False]


def test_the_application_is_asked_without_a_shield_that_could_keep_nothing(record: Record) -> None:
    origins = part(inputs(record(build.fronting_cdn), DISTRIBUTION)["origins"])

    static, app = origins[1:]
    assert [origin["originId"] for origin in origins] == ["bucket", "load-balancer", "application"]
    assert app == {key: value for key, value in static.items() if key != "originShield"} | {"originId": "application"}
    assert [header["name"] for header in app["customHeaders"]] == ["X-Origin-Verify"]
    assert "originPath" not in origins[0]


def test_what_the_bucket_has_not_the_application_answers(record: Record) -> None:
    distribution = inputs(record(build.fronting_cdn), DISTRIBUTION)

    assert distribution["originGroups"] == [
        {
            "originId": "bucket-or-application",
            "failoverCriteria": {"statusCodes": [403, 404]},
            "members": [{"originId": "bucket"}, {"originId": "application"}],
        }
    ]
    behaviours = part(distribution["orderedCacheBehaviors"])
    assert [(one["pathPattern"], one["targetOriginId"]) for one in behaviours] == [
        ("/public/*", "bucket-or-application"),
        ("/static/*", "load-balancer"),
        ("/uploads/*", "bucket-or-application"),
    ]
    # AWS fails over for these methods only, and refuses others with an origin group.
    assert {tuple(one["allowedMethods"]) for one in behaviours} == {("GET", "HEAD", "OPTIONS")}


def test_no_error_of_the_application_is_kept_or_replaced(record: Record) -> None:
    assert inputs(record(build.fronting_cdn), DISTRIBUTION)["customErrorResponses"] == [
        {"errorCode": code, "errorCachingMinTtl": 0} for code in (400, 403, 404, 405, 414, 500, 501, 502, 503, 504)
    ]


def test_a_function_writes_the_visitors_address_over_what_the_visitor_wrote(record: Record) -> None:
    assert inputs(record(build.fronting_cdn), FUNCTION) == {
        "name": "megane-test-viewer-address",
        "runtime": "cloudfront-js-2.0",
        "comment": "The visitor's address in True-Client-IP",
        "publish": True,
        "code": CODE,
    }
    assert CODE == (
        "function handler(event) {\n"
        "    var request = event.request;\n"
        "    request.headers['true-client-ip'] = { value: event.viewer.ip };\n"
        "    return request;\n"
        "}\n"
    )


NAMES = "to front the application, the CDN needs its name, and one of the load balancer"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"host": None, "certificate_arn": None}, NAMES),
        ({"app_host": None}, NAMES),
        ({"origin_host": None}, NAMES),
        ({"web_acl_arn": None}, "a CDN that fronts the application stands behind a firewall: give web_acl_arn"),
    ],
)
def test_what_it_takes_to_front_the_application(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        build.fronting_cdn(**changes)

    assert str(raised.value) == problem
