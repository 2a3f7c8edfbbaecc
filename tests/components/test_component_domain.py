from __future__ import annotations

from typing import Any, cast

import pytest

from offline.values import Value
from tests.components import build
from tests.components.look import find, inputs, made, outputs
from tests.conftest import Record

CERTIFICATES = {
    "megane:network:Domain domain",
    "acm.Certificate domain",
    "acm.Certificate domain-edge",
    "route53.Record domain-validation",
    "acm.CertificateValidation domain",
    "acm.CertificateValidation domain-edge",
}


def test_a_managed_zone_is_made_with_both_certificates(record: Record) -> None:
    graph = record(build.domain)

    assert made(graph) == {*CERTIFICATES, "route53.Zone domain"}
    assert inputs(graph, "route53.Zone domain") == {"name": "example.jp", "comment": "megane-test"}


def test_an_existing_zone_is_used(record: Record) -> None:
    graph = record(lambda: build.domain(mode="existing-zone", zone_id="Z1"))

    assert made(graph) == CERTIFICATES
    assert find(graph, "route53.Record domain-validation").inputs["zoneId"] == "Z1"


@pytest.mark.parametrize(
    ("mode", "domain", "arn", "edge_arn"),
    [("external-certificate", "example.jp", "arn:1", "arn:2"), ("none", None, None, None)],
)
def test_without_a_zone_nothing_is_made(
    record: Record, mode: str, domain: str | None, arn: str | None, edge_arn: str | None
) -> None:
    def program() -> None:
        outputs(build.domain(mode=mode, domain=domain, certificate_arn=arn, cdn_certificate_arn=edge_arn))

    graph = record(program)

    assert made(graph) == {"megane:network:Domain domain"}
    found: dict[str, Value] = {key: value for key, value in graph.outputs.items() if value is not None}
    assert found == ({"certificate_arn": arn, "edge_certificate_arn": edge_arn} if arn else {})


def test_both_certificates_cover_the_domain_and_its_names_each_where_it_is_needed(record: Record) -> None:
    graph = record(build.domain)

    for name, region in (("domain", "ap-northeast-1"), ("domain-edge", "us-east-1")):
        certificate = find(graph, f"acm.Certificate {name}")
        validation = find(graph, f"acm.CertificateValidation {name}")
        assert certificate.inputs["domainName"] == "example.jp"
        assert certificate.inputs["subjectAlternativeNames"] == ["*.example.jp"]
        assert certificate.inputs["validationMethod"] == "DNS"
        assert (certificate.region, validation.region) == (region, region)
        assert validation.property_dependencies["certificateArn"] == (certificate.urn,)


def test_one_record_validates_both(record: Record) -> None:
    graph = record(build.domain, view="up")

    validation = inputs(graph, "route53.Record domain-validation")
    assert (validation["type"], validation["ttl"], validation["allowOverwrite"]) == ("CNAME", 300, True)
    for name in ("domain", "domain-edge"):
        assert inputs(graph, f"acm.CertificateValidation {name}")["validationRecordFqdns"] == [
            str(validation["name"]).rstrip(".")
        ]


def test_the_outputs_wait_for_the_validation(record: Record) -> None:
    """A listener with a certificate that is not validated yet is refused."""
    graph = record(lambda: outputs(build.domain()), view="up")

    assert sorted(graph.outputs) == ["certificate_arn", "edge_certificate_arn", "name_servers", "zone_id"]
    assert str(graph.outputs["certificate_arn"]).startswith("arn:aws:acm:ap-northeast-1:")
    assert str(graph.outputs["edge_certificate_arn"]).startswith("arn:aws:acm:us-east-1:")

    def waits() -> None:
        made = build.domain()
        build.load_balancer(certificate_arn=made.certificate_arn)

    graph = record(waits)
    validation = find(graph, "acm.CertificateValidation domain").urn
    assert validation in find(graph, "lb.Listener lb-https").property_dependencies["certificateArn"]


def test_a_durable_zone_is_protected(record: Record) -> None:
    assert find(record(lambda: build.domain(build.DURABLE)), "route53.Zone domain").protect


def test_names_point_at_their_targets_over_ipv6_too_where_there_is_any(record: Record) -> None:
    graph = record(build.alias_records)

    def record_of(name: str, type_: str, target: str, health: bool) -> object:
        alias = {"name": target, "zoneId": "Z-AWS", "evaluateTargetHealth": health}
        return {"zoneId": "Z1", "name": name, "type": type_, "aliases": [alias]}

    assert {r.name: r.inputs for r in graph.of_type("aws:route53/record:Record")} == {
        "names-app-a": record_of("app.example.jp", "A", "lb.example.net", True),
        "names-cdn-a": record_of("cdn.example.jp", "A", "d1.example.net", False),
        "names-cdn-aaaa": record_of("cdn.example.jp", "AAAA", "d1.example.net", False),
    }
    assert len(graph.resources) == 4


@pytest.mark.parametrize("changes", [{"zone_id": None}, {"targets": {"app": (None, build.target())}}])
def test_without_a_zone_or_a_host_there_is_no_record(record: Record, changes: dict[str, Any]) -> None:
    assert made(record(lambda: build.alias_records(**changes))) == {"megane:network:AliasRecords names"}


EXISTING: dict[str, Any] = {"mode": "existing-zone", "zone_id": "Z1"}


def test_beside_a_living_stack_its_record_validates_these_certificates_too(record: Record) -> None:
    graph = record(lambda: build.domain(**EXISTING, validated_elsewhere=True))

    assert made(graph) == CERTIFICATES - {"route53.Record domain-validation"}
    for name in ("domain", "domain-edge"):
        assert "validationRecordFqdns" not in find(graph, f"acm.CertificateValidation {name}").inputs


def test_what_is_taken_over_outlives_the_stack_that_took_it(record: Record) -> None:
    """Deleting it would leave a public name that points nowhere, and certificates that are not renewed."""

    def program() -> None:
        build.domain(**EXISTING, taken_over=True)
        build.alias_records(taken_over=True)

    found = list(record(program).of_type("aws:route53/record:Record"))

    assert len(found) == 4
    assert all(resource.retain_on_delete and resource.inputs["allowOverwrite"] is True for resource in found)
    own = record(build.alias_records).of_type("aws:route53/record:Record")
    assert not any(resource.retain_on_delete or "allowOverwrite" in resource.inputs for resource in own)


@pytest.mark.parametrize("shared", ["validated_elsewhere", "taken_over"])
def test_a_zone_of_its_own_is_nobody_elses(record: Record, shared: str) -> None:
    with pytest.raises(ValueError, match="needs existing-zone"):
        record(lambda: build.domain(**cast(dict[str, Any], {shared: True})))


def test_no_name_moves_before_what_must_stand_first(record: Record) -> None:
    def program() -> None:
        build.alias_records(after=[build.cdn()])

    graph = record(program)

    distribution = find(graph, "cloudfront.Distribution cdn").urn
    for alias in graph.of_type("aws:route53/record:Record"):
        assert distribution in alias.dependencies
