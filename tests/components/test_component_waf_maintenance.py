"""The maintenance page: who sees it, who does not, and that switching it touches one thing."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pulumi
import pytest

from components.waf import Maintenance
from offline.compare import compare
from offline.values import Secret, unwrap
from planning.maintenance import page
from tests.components import build, waf_parts
from tests.components.look import find, inputs, part
from tests.components.waf_parts import RESOLVED, TYPED, arn_of, every, named, negated, path, rules
from tests.conftest import Record

ON = build.MAINTENANCE
OFF = replace(ON, enabled=False)
STAFF = waf_parts.address(arn_of("ipSet", "waf-staff"))
TESTERS = waf_parts.header("x-deploy-test", arn_of("regexPatternSet", "waf-testers"))
CDN = waf_parts.header("x-origin-verify", arn_of("regexPatternSet", "waf-cdn"))


def test_everybody_else_is_told_to_come_back(record: Record) -> None:
    found = rules(record, maintenance=ON)

    assert next(iter(found)) == "maintenance"
    assert named(found["maintenance"]) == {
        "name": "maintenance",
        "priority": 0,
        "action": {
            "block": {
                "customResponse": {
                    "responseCode": 503,
                    "customResponseBodyKey": "maintenance",
                    "responseHeaders": [
                        {"name": "Retry-After", "value": "1800"},
                        {"name": "Cache-Control", "value": "no-store"},
                    ],
                }
            }
        },
        "statement": every(
            negated(STAFF),
            negated(TESTERS),
            negated(every(path("/static/", TYPED), path("/static/", RESOLVED), CDN)),  # what testers' pages load
        ),
        "visibilityConfig": {
            "cloudwatchMetricsEnabled": True,
            "sampledRequestsEnabled": True,
            "metricName": "maintenance",
        },
    }


def test_without_a_cdn_staff_and_testers_pass(record: Record) -> None:
    found = rules(record, maintenance=ON, origin_verify_value=None)

    assert named(found["maintenance"]["statement"]) == every(negated(STAFF), negated(TESTERS))


def test_staff_are_the_listed_networks_and_may_be_nobody(record: Record) -> None:
    for cidrs in (["198.51.100.7/32"], []):
        graph = record(partial(build.waf, maintenance=replace(ON, allowed_cidrs=cidrs)))
        assert inputs(graph, "wafv2.IpSet waf-staff") == {
            "scope": "REGIONAL",
            "ipAddressVersion": "IPV4",
            "description": "Let through during maintenance",
            "addresses": cidrs,
        }


@pytest.mark.parametrize("mode", [ON, OFF])
def test_the_page_is_there_before_it_is_needed(record: Record, mode: Maintenance) -> None:
    graph = record(lambda: build.waf(maintenance=mode))

    assert inputs(graph, "wafv2.WebAcl waf")["customResponseBodies"] == [
        {"key": "maintenance", "content": page("Back at 4:00"), "contentType": "TEXT_HTML"}
    ]


def test_on_and_off_change_the_rules_of_the_acl_and_nothing_else(record: Record) -> None:
    off, on = (record(partial(build.waf, maintenance=mode), view="up") for mode in (OFF, ON))

    for before, after in ((off, on), (on, off)):
        difference = compare(before, after)
        assert (difference.created, difference.removed) == ((), ())
        (changed,) = difference.changed
        assert (changed.after.type, changed.replaced) == ("aws:wafv2/webAcl:WebAcl", False)
        assert {change.path.split("[")[0].split(".")[0] for change in changed.changes} == {"rules"}
    without, with_it = (part(inputs(graph, "wafv2.WebAcl waf")["rules"]) for graph in (off, on))
    assert with_it[1:] == without


def test_the_values_of_headers_are_secrets_apart_from_the_rules(record: Record) -> None:
    graph = record(lambda: build.waf(maintenance=ON), view="up")

    for role, value in (("testers", "let-me-in"), ("cdn", "let-me-in-too")):
        (pattern,) = part(inputs(graph, f"wafv2.RegexPatternSet waf-{role}")["regularExpressions"])
        assert isinstance(pattern["regexString"], Secret)
        assert unwrap(pattern["regexString"]) == f"^{value}$"
        assert inputs(graph, f"wafv2.RegexPatternSet waf-{role}") == {
            "scope": "REGIONAL",
            "description": f"Secret header values: {role}",
            "regularExpressions": [pattern],
        }
    assert "let-me-in" not in str(graph.to_json())
    # A secret in the rules would hide every change of the firewall from a preview.
    assert "Secret" not in repr(find(graph, "wafv2.WebAcl waf").inputs)


def test_a_value_that_comes_in_plain_becomes_a_secret(record: Record) -> None:
    graph = record(lambda: build.waf(test_header_value=pulumi.Output.from_input("let-me-in")))

    assert "let-me-in" not in str(graph.to_json())


def test_a_page_that_the_firewall_would_not_take_is_refused() -> None:
    Maintenance(message="x" * 2000)
    with pytest.raises(ValueError, match="the maintenance message is too long: the page may have 4096 bytes"):
        Maintenance(message="x" * 4000)
