"""Examples of the rules on what AWS leaves open in a VPC, and on its flow logs."""

from __future__ import annotations

from policies.examples import Case, Example, Given, Known, made
from policies.examples.groups import ALB_SG, LATER, VPC, egress, ingress, old_ingress
from policies.rules.resource import Resource
from policies.rules.types import (
    BUCKET,
    DEFAULT_SECURITY_GROUP,
    DEFAULT_SUBNET,
    DEFAULT_VPC,
    FLOW_LOG,
    KMS_KEY,
    LOG_GROUP,
    ROLE,
    SUBNET,
)
from policies.rules.types import VPC as VPC_TYPE

_OTHER = made(VPC_TYPE, "other")
_CLOSED = made(DEFAULT_SECURITY_GROUP, "default", vpcId=VPC)


def _closed(case: Case, name: str, resources: tuple[Resource, ...], *findings: tuple[str, str]) -> Example:
    return Example("vpc-default-sg-closed", case, name, resources, findings)


def _default(**props: Given) -> tuple[Resource, Resource]:
    return VPC, made(DEFAULT_SECURITY_GROUP, "default", vpcId=VPC, **props)


_OPEN = "nothing closes its default security group"
_OF_DEFAULT = "is a rule of the VPC's default security group"

_DEFAULT_EXAMPLES = (
    _closed("pass", "adopted without rules", (VPC, _CLOSED)),
    _closed("pass", "adopted with empty lists", _default(ingress=[], egress=[])),
    _closed("fail", "nobody adopts it", (VPC,), ("violation", f"vpc: {_OPEN}")),
    _closed("fail", "another VPC's is adopted", (VPC, _OTHER, _CLOSED), ("violation", f"other: {_OPEN}")),
    _closed(
        "fail",
        "another VPC's is adopted, by id",
        (
            VPC,
            _OTHER,
            made(SUBNET, "subnet", vpcId=Known(_OTHER, "vpc-2")),
            made(SUBNET, "subnet-of-vpc", vpcId=Known(VPC, "vpc-1")),
            made(DEFAULT_SECURITY_GROUP, "default", vpcId="vpc-2"),
        ),
        ("violation", f"vpc: {_OPEN}"),
    ),
    _closed(
        "fail", "the default VPC, which nobody closes", (made(DEFAULT_VPC, "vpc"),), ("violation", f"vpc: {_OPEN}")
    ),
    _closed("fail", "a way in", _default(ingress=[{"self": True}]), ("violation", "default: lets something in")),
    _closed("fail", "a way out", _default(egress=[{"protocol": "-1"}]), ("violation", "default: lets something out")),
    _closed("fail", "a rule apart", (VPC, _CLOSED, ingress(_CLOSED)), ("violation", f"in: {_OF_DEFAULT}")),
    _closed(
        "fail", "a rule of the VPC's own output", (VPC, _CLOSED, egress(VPC)), ("violation", f"out: {_OF_DEFAULT}")
    ),
    _closed("absent", "neither ingress nor egress", (VPC, _CLOSED, ALB_SG, old_ingress(ALB_SG))),
    _closed(
        "unknown",
        "its rules",
        (LATER, *_default(ingress=LATER)),
        ("deferred", "default: whether it lets anything in is known only at the update"),
    ),
    _closed("not applicable", "a rule of another group", (ALB_SG, ingress(ALB_SG))),
)

_KEY = made(KMS_KEY, "key")
_LOGS = made(LOG_GROUP, "logs", name="flow", kmsKeyId=_KEY)
_PLAIN = made(LOG_GROUP, "plain")
_BUCKET = made(BUCKET, "audit")
_WRITER = made(ROLE, "writer", assumeRolePolicy='{"Principal": {"Service": "vpc-flow-logs.amazonaws.com"}}')
_READER = made(ROLE, "reader", assumeRolePolicy='{"Principal": {"Service": "ec2.amazonaws.com"}}')
_ROLE: dict[str, Given] = {"iamRoleArn": _WRITER}


def _flow(case: Case, name: str, *findings: tuple[str, str], **props: Given) -> Example:
    given = {"vpcId": VPC, "trafficType": "ALL", "logDestination": _LOGS, **_ROLE, **props}
    around = (VPC, LATER, _KEY, _LOGS, _PLAIN, _BUCKET, _WRITER, _READER)
    return _logged(case, name, (*around, made(FLOW_LOG, "flow", **given)), *findings)


def _logged(case: Case, name: str, resources: tuple[Resource, ...], *findings: tuple[str, str]) -> Example:
    return Example("vpc-flow-logs", case, name, resources, findings)


_NO_LOG = ("violation", "vpc: has no flow log")
_NO_GROUP = (
    "violation",
    "flow: writes to no log group of this stack, so whether that is encrypted cannot be judged",
)
_ACCEPTED = ("violation", "flow: does not log rejected traffic")

_FLOW_EXAMPLES = (
    _flow("pass", "everything, to an encrypted log group"),
    _flow("pass", "what is rejected", trafficType="REJECT", logDestinationType="cloud-watch-logs"),
    _flow("pass", "a bucket", logDestinationType="s3", logDestination=_BUCKET),
    _flow("pass", "a bucket of another account", logDestinationType="s3", logDestination="arn:aws:s3:::logs"),
    _logged("fail", "none", (VPC,), _NO_LOG),
    _logged(
        "fail",
        "of another VPC",
        (
            VPC,
            _OTHER,
            _KEY,
            _LOGS,
            _WRITER,
            made(FLOW_LOG, "flow", vpcId=_OTHER, trafficType="ALL", logDestination=_LOGS, **_ROLE),
        ),
        _NO_LOG,
    ),
    _logged("fail", "of one subnet", (VPC, made(FLOW_LOG, "flow", subnetId="subnet-1")), _NO_LOG),
    _flow("fail", "what is accepted", _ACCEPTED, trafficType="ACCEPT"),
    _flow(
        "fail", "a plain log group", ("violation", "flow: writes to plain, which has no KMS key"), logDestination=_PLAIN
    ),
    _flow("fail", "a log group of another stack", _NO_GROUP, logDestination="arn:aws:logs:x"),
    _flow(
        "fail",
        "a stream",
        ("violation", "flow: writes neither to a log group nor to a bucket"),
        logDestinationType="kinesis-data-firehose",
    ),
    _flow(
        "fail",
        "a role of others",
        ("violation", "flow: writes as reader, which flow logs may not take on"),
        iamRoleArn=_READER,
    ),
    _flow("pass", "a role of another stack", iamRoleArn="arn:aws:iam::111122223333:role/flow"),
    _flow("absent", "no type of traffic", _ACCEPTED, trafficType=None),
    _flow("absent", "no destination", _NO_GROUP, logDestination=None),
    _flow("absent", "no bucket", ("violation", "flow: names no bucket"), logDestinationType="s3", logDestination=None),
    _flow("absent", "no role", ("violation", "flow: has no role to write with"), iamRoleArn=None),
    _flow(
        "unknown",
        "which traffic",
        ("deferred", "flow: which traffic it logs is known only at the update"),
        trafficType=LATER,
    ),
    _flow(
        "unknown",
        "what it writes to",
        ("deferred", "flow: where it writes to is known only at the update"),
        logDestinationType=LATER,
    ),
    _logged("not applicable", "a flow log of an interface", (made(FLOW_LOG, "flow", eniId="eni-1"),)),
)


def _subnet(case: Case, name: str, *findings: tuple[str, str], **props: Given) -> Example:
    return Example("subnet-no-public-ip", case, name, (LATER, made(SUBNET, "subnet", **props)), findings)


_HANDED = ("violation", "subnet: hands out public addresses")

_SUBNET_EXAMPLES = (
    _subnet("pass", "off", mapPublicIpOnLaunch=False),
    _subnet("fail", "on", _HANDED, mapPublicIpOnLaunch=True),
    _subnet("fail", "on, as text", _HANDED, mapPublicIpOnLaunch="true"),
    Example(
        "subnet-no-public-ip", "fail", "one of AWS's default subnets", (made(DEFAULT_SUBNET, "subnet"),), (_HANDED,)
    ),
    _subnet("absent", "not said"),
    _subnet(
        "unknown",
        "decided by an output",
        ("deferred", "subnet: whether it hands out public addresses is known only at the update"),
        mapPublicIpOnLaunch=LATER,
    ),
    Example("subnet-no-public-ip", "not applicable", "no subnet", (VPC,)),
)

EXAMPLES = (*_DEFAULT_EXAMPLES, *_FLOW_EXAMPLES, *_SUBNET_EXAMPLES)
