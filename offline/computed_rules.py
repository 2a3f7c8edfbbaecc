"""How `offline.computed` makes up names, ids and the outputs that no template can say."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from offline.values import Value


class Facts(dict[str, Any]):  # facts are of many types, as inputs are: Any is what a template takes
    """What is known of a resource: its inputs, names, place. A fact that is not there is an empty text."""

    def __missing__(self, key: str) -> str:
        return ""


Rule: TypeAlias = "Value | Callable[[Facts], Value]"

# Which property is the name in AWS where it is not `name`; "" where a resource has no name of its own.
NAMED_BY: Mapping[str, str] = {
    "aws:s3/bucket:Bucket": "bucket",
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": "bucket",
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": "bucket",
    "aws:backup/vaultNotifications:VaultNotifications": "backupVaultName",
    "aws:rds/instance:Instance": "identifier",
    "aws:elasticache/replicationGroup:ReplicationGroup": "replicationGroupId",
    "aws:ecs/taskDefinition:TaskDefinition": "family",
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": "alarmName",
    "aws:cloudwatch/dashboard:Dashboard": "dashboardName",
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": "configurationName",
    "aws:lambda/permission:Permission": "statementId",
    "aws:cloudwatch/eventTarget:EventTarget": "targetId",
    "aws:route53/record:Record": "",
    "aws:kms/key:Key": "",
}
GLOBAL = {"iam", "cloudfront", "route53", "budgets"}  # their ARNs name no region
SERVICES: Mapping[str, str] = {
    "lb": "elasticloadbalancing",
    "vpc": "ec2",
    "sfn": "states",
    "aws:cloudwatch/logGroup:LogGroup": "logs",
    "aws:cloudwatch/eventRule:EventRule": "events",
    "appautoscaling": "application-autoscaling",
}
ID_PREFIXES: Mapping[str, str] = {
    "aws:ec2/internetGateway:InternetGateway": "igw",
    "aws:ec2/routeTable:RouteTable": "rtb",
    "aws:ec2/routeTableAssociation:RouteTableAssociation": "rtbassoc",
    "aws:ec2/route:Route": "r-rtb",
    "aws:ec2/eip:Eip": "eipalloc",
    "aws:ec2/natGateway:NatGateway": "nat",
    "aws:ec2/vpcEndpoint:VpcEndpoint": "vpce",
    "aws:ec2/flowLog:FlowLog": "fl",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "sgr",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "sgr",
}
_SHORT_REGIONS = {"ap-northeast-1": "apne1", "ap-northeast-3": "apne3", "us-east-1": "use1"}
ALB_ZONES = {"ap-northeast-1": "Z14GRHDCWA56QT", "ap-northeast-3": "Z5LXEXXYW11ES", "us-east-1": "Z35SXDOTRQ7X7K"}
S3_ZONES = {"ap-northeast-1": "Z2M4EHUR26P7ZW", "ap-northeast-3": "Z2YQB5RD63NC85", "us-east-1": "Z3AQBSTGFYJSTF"}


def member_clusters(facts: Facts) -> Value:
    groups, replicas = int(facts.get("numNodeGroups", 1)), int(facts.get("replicasPerNodeGroup", 0))
    nodes = [(group, node) for group in range(1, groups + 1) for node in range(1, replicas + 2)]
    return [f"{facts['physical']}-{group:04}-{node:03}" for group, node in nodes]


def redis(prefix: str) -> Callable[[Facts], Value]:
    def address(facts: Facts) -> Value:
        clustered = "numNodeGroups" in facts or facts.get("clusterMode") == "enabled"
        if clustered is not (prefix == "clustercfg"):
            return ""  # AWS gives one configuration endpoint, or a primary and a reader, never both
        short = _SHORT_REGIONS.get(facts["region"], facts["region"])
        return f"{prefix}.{facts['physical']}.{facts['digest'][:6]}.{short}.cache.amazonaws.com"

    return address


def validation_options(facts: Facts) -> Value:
    """One DNS record per name; a wildcard shares that of its domain, as ACM does."""
    names = [facts["domainName"], *facts.get("subjectAlternativeNames", [])]
    unique = dict.fromkeys(names)
    return [
        {
            "domainName": name,
            "resourceRecordName": f"_{facts['account']}.{name.removeprefix('*.')}.",
            "resourceRecordType": "CNAME",
            "resourceRecordValue": f"_{facts['digest'][:32]}.acm-validations.aws.",
        }
        for name in unique
    ]


def password(facts: Facts) -> Value:
    """Looks generated (letters of both cases, digits), of the length asked for, the same in every run."""
    alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"
    number, text = int(facts["digest"] * 8, 16), ""
    while len(text) < int(facts.get("length", 16)):
        number, index = divmod(number or int(facts["digest"], 16), len(alphabet))
        text += alphabet[index]
    return text


def random_id(form: str) -> Callable[[Facts], Value]:
    """`byteLength` bytes in one of the forms that RandomId has; its `prefix` stands before each."""

    def text(facts: Facts) -> Value:
        length = int(facts["byteLength"])
        made = bytes.fromhex((facts["digest"] * (length // 32 + 1))[: 2 * length])
        forms = {
            "hex": made.hex(),
            "dec": str(int.from_bytes(made)),
            "b64Std": b64encode(made).decode(),
            "b64Url": urlsafe_b64encode(made).decode().rstrip("="),
        }
        return f"{facts['prefix']}{forms[form]}" if form in forms else forms["b64Url"]

    return text


def target_key(form: str) -> Callable[[Facts], Value]:
    """The key behind an alias. A program names it by id or by ARN; of an alias that is only read AWS tells both."""

    def text(facts: Facts) -> Value:
        key = str(facts["targetKeyId"] or facts["uuid"]).rpartition("/")[2]
        return key if form == "id" else f"arn:aws:kms:{facts['region']}:{facts['account']}:key/{key}"

    return text


def parameter_value(facts: Facts) -> Value:
    """Of a parameter that is only read: somebody else's text."""
    return password(facts) if facts["existing"] else facts["insecureValue"]


def master_user_secrets(facts: Facts) -> Value:
    """The secret that RDS makes and rotates when it manages the master password."""
    if facts["manageMasterUserPassword"] is not True:
        return []
    of = f"{facts['region']}:{facts['account']}"
    key = facts["masterUserSecretKmsKeyId"] or f"arn:aws:kms:{of}:key/{facts['uuid']}"
    secret = f"arn:aws:secretsmanager:{of}:secret:rds!db-{facts['uuid']}-{facts['upper'][:6]}"
    return [{"kmsKeyId": key, "secretArn": secret, "secretStatus": "active"}]


def zone_id(table: Mapping[str, str]) -> Callable[[Facts], Value]:
    return lambda facts: table.get(facts["region"], f"Z{facts['upper'][:13]}")
