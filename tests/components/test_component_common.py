"""What holds for every component: where its children are, how they are tagged, and that it works before AWS answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components.access import Peer, allow
from components.alarm import Topics
from components.base import Component, Context, Subnets
from components.keys import KeyArns
from components.load_balancer import Front
from offline import computed
from offline.values import UNKNOWN, to_json
from tests.components import build, build_hooks
from tests.components.build import PLACE, task_inputs, unknown
from tests.components.look import made, outputs, watched
from tests.conftest import Record

Make = Callable[[Context], Component]


def access(ctx: Context) -> Component:
    return allow(Peer("alb", build.known("sg-1")), Peer("services", build.known("sg-2")), 3000, "Requests", ctx)


MAKERS: dict[str, Make] = {
    "access": access,
    **{
        make.__name__: make
        for make in (
            build.alias_records, build.application, build.bucket, build.cache, build.cdn, build.cluster, build.database,
            build.domain, build.events, build.health_check, build.keys, build.load_balancer, build.notifications,
            build.observability, build.operations, build.parameters, build.service, build.storage,
            build.uploads_access, build.vpc, build.waf, build_hooks.signature_check, build_hooks.smoke_test,
        )
    },
}  # fmt: skip

each_component = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


@each_component
def test_all_it_makes_is_inside_it(record: Record, make: Make) -> None:
    graph = record(lambda: make(PLACE))

    assert [resource.urn for resource in graph.resources if resource.parent is None and resource.custom] == []


@each_component
def test_all_it_makes_is_tagged(record: Record, make: Make) -> None:
    graph = record(lambda: make(PLACE))

    for resource in graph.resources:
        if not resource.type.startswith("aws:") or not taggable(resource.type):
            continue
        tags = resource.inputs.get("tags")
        assert isinstance(tags, dict), resource.urn
        assert (tags["Project"], tags["Environment"], tags["Owner"]) == ("megane", "test", "team"), resource.urn
        named_by_awsx = "awsx:ec2:Vpc$" in resource.urn
        assert named_by_awsx or tags["Name"].startswith(f"test-{resource.name}"), resource.urn


def taggable(type_: str) -> bool:
    """Whether pulumi-aws gives the type tags."""
    _, module, kind = type_.split(":")
    package = module.partition("/")[0].replace("lambda", "lambda_")  # a word of Python's own
    return "tags" in computed.output_types(getattr(getattr(aws, package), kind))


@each_component
def test_all_it_makes_is_the_given_providers(record: Record, make: Make) -> None:
    def program() -> None:
        make(replace(PLACE, provider=aws.Provider("aws", region="eu-west-1")))

    graph = record(program)

    elsewhere = {
        resource.region
        for resource in graph.resources
        if resource.region is not None and "region" not in resource.inputs and resource.custom
    }
    assert elsewhere <= {"eu-west-1"}


@each_component
def test_its_outputs_are_registered_once_and_last(record: Record, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    finished: list[tuple[Component, set[str]]] = []
    late: list[str] = []

    def register(self: Component, values: dict[str, Any]) -> None:
        finished.append((self, set(values)))

    def notice(args: pulumi.ResourceTransformationArgs) -> None:
        if args.opts.parent in [component for component, _ in finished]:
            late.append(args.name)

    monkeypatch.setattr(Component, "register_outputs", register)

    def program() -> None:
        pulumi.runtime.register_stack_transformation(notice)
        make(PLACE)

    graph = record(program)

    components = Counter(resource.type for resource in graph.resources if resource.type.startswith("megane:"))
    assert Counter(component.TYPE for component, _ in finished) == components
    for component, registered in finished:
        assert registered == set(component.OUTPUTS)
    assert late == []


@each_component
def test_its_outputs_have_values_once_created(record: Record, make: Make) -> None:
    graph = record(lambda: outputs(make(PLACE)), view="up")

    assert None not in graph.outputs.values()
    assert UNKNOWN not in graph.outputs.values()


UNKNOWN_INPUTS: dict[str, Callable[[], object]] = {
    "access": lambda: allow(Peer("alb", unknown()), Peer("services", unknown()), 3000, "Requests", PLACE),
    "alias_records": lambda: build.alias_records(
        zone_id=unknown(),
        targets={
            "app": ("app.example.jp", build.target(dns_name=unknown(), zone_id=unknown())),
            "cdn": ("cdn.example.jp", build.target(dns_name=unknown(), zone_id=unknown(), ipv6=True)),
        },
    ),
    "application": lambda: build.application(
        key_arn=unknown(), web_origin=unknown(), api_secrets={"MAIL_KEY": unknown()}
    ).inputs(build.SPEC),
    "bucket": lambda: build.bucket(key_arn=unknown(), access_log_bucket=unknown()),
    "cache": lambda: build.cache(subnets=_subnets(), keys=_keys()),
    "cdn": lambda: build.cdn(bucket_domain_name=unknown(), certificate_arn=unknown()),
    "cluster": lambda: build.cluster(vpc_id=unknown(), logs_key_arn=unknown()),
    "database": lambda: build.database(subnets=_subnets(), keys=_keys(), events_topic_arn=unknown()),
    "load_balancer": lambda: build.load_balancer(subnets=_subnets(), certificate_arn=unknown(), log_bucket=unknown()),
    "notifications": lambda: build.notifications(keys=_keys()),
    "operations": lambda: build.operations(
        passwords={"MIGRATION_PASSWORD": unknown(), "READ_ONLY_PASSWORD": unknown()}, keys=_keys()
    ),
    "parameters": lambda: build.parameters(
        key_arn=unknown(), plain={"db/host": unknown()}, secret={"db/password": unknown()}
    ),
    "service": lambda: build.service(
        inputs=task_inputs(environment={"PORT": unknown()}, secrets={"JWT": unknown()}, uploads_arn=unknown()),
        subnets=_subnets(),
        front=Front(vpc_id=unknown(), listener_arn=unknown(), arn_suffix=unknown(), test_header_value=unknown()),
        topics=Topics(critical=unknown(), warning=unknown()),
        keys=_keys(),
    ),
    "signature_check": lambda: build_hooks.signature_check(keys=_keys()),
    "smoke_test": lambda: build_hooks.smoke_test(
        keys=_keys(), url=unknown(), connect_to=unknown(), headers={"X-Deploy-Test": unknown()}
    ),
    "storage": lambda: build.storage(key_arn=unknown()),
    "uploads_access": lambda: build.uploads_access(distribution_arn=unknown(), web_origin=unknown()),
    "vpc": lambda: build.vpc(logs_key_arn=unknown()),
    "waf": lambda: build.waf(load_balancer_arn=unknown(), logs_key_arn=unknown()),
}


def _keys() -> KeyArns:
    return KeyArns(unknown(), unknown(), unknown(), unknown())


def _subnets() -> Subnets:
    return Subnets(unknown(), [unknown(), unknown()])


@pytest.mark.parametrize("name", UNKNOWN_INPUTS)
def test_what_it_makes_does_not_hang_on_what_only_aws_knows(record: Record, name: str) -> None:
    known, first = record(lambda: MAKERS[name](PLACE)), record(UNKNOWN_INPUTS[name])

    assert made(first) == made(known)
    assert _unknowns(first.to_json()) > _unknowns(known.to_json())


def _unknowns(value: object) -> int:
    return str(value).count("{'unknown': True}")


SECRETS = ("hunter2", "let-me-in")


@each_component
@pytest.mark.parametrize("view", ["preview", "up"])
def test_no_secret_is_ever_printed(record: Record, make: Make, view: Any) -> None:
    graph = record(lambda: make(PLACE), view=view)

    printed = str(graph.to_json()) + str(to_json(graph.outputs))
    assert not [secret for secret in SECRETS if secret in printed]


def test_the_resources_of_a_durable_place_are_protected_and_the_others_not(record: Record) -> None:
    """What holds data, what encrypts it, and what must not be touched by mistake."""

    def program(ctx: Context) -> Callable[[], None]:
        def all_of_them() -> None:
            for make in (build.keys, build.vpc, build.application, build.domain, build.load_balancer, build.service):
                make(ctx)

        return all_of_them

    def protected(ctx: Context) -> set[str]:
        return {
            f"{resource.type.rpartition(':')[2]} {resource.name}"
            for resource in record(program(ctx)).resources
            if resource.protect
        }

    assert protected(PLACE) == set()
    assert protected(build.DURABLE) == {
        *(f"Key keys-{role}" for role in ("data", "logs", "notifications", "edge")),
        "Instance db-primary",
        "Instance db-replica",
        "ReplicationGroup cache",
        "Bucket storage-uploads",
        "Bucket storage-access-logs",
        "Zone domain",
        "ListenerRule web-production",
        "ListenerRule web-test",
    }


def test_every_alarm_of_every_component_has_a_name_of_its_own(record: Record) -> None:
    makers = (build.vpc, build.database, build.cache, build.storage, build.load_balancer, build.cdn, build.service)

    def program() -> None:
        for make in makers:
            watched(make)()

    graph = record(program)  # two of one logical name are refused by the recorder

    names = [alarm.inputs["name"] for alarm in graph.of_type("aws:cloudwatch/metricAlarm:MetricAlarm")]
    assert len(set(map(str, names))) == len(names)
