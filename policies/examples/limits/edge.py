"""Examples of the limits of load balancers, security groups, WAF, CloudFront and S3 replication."""

from __future__ import annotations

from policies.examples import Case, Example, Given, Known, findings, made
from policies.rules.resource import Resource
from policies.rules.types import (
    AWS_PROVIDER,
    BUCKET,
    BUCKET_REPLICATION,
    CERTIFICATE,
    DISTRIBUTION,
    IP_SET,
    LISTENER,
    LISTENER_RULE,
    LOAD_BALANCER,
    LOG_GROUP,
    SECURITY_GROUP,
    SECURITY_GROUP_EGRESS,
    SECURITY_GROUP_INGRESS,
    TARGET_GROUP,
    WEB_ACL,
    WEB_ACL_LOGGING,
)

_LATER = made("aws:ecs/cluster:Cluster", "later")
_PROVIDER = made(AWS_PROVIDER, "aws", region="ap-northeast-1")
_ALB_LIMITS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html"


def _limits(case: Case, name: str, *resources: Resource, says: tuple[str, ...] = ()) -> Example:
    return Example("config-limits", case, name, (_PROVIDER, _LATER, *resources), findings(*says))


def _target(case: Case, name: str, *says: str, **check: Given) -> Example:
    return _limits(case, name, made(TARGET_GROUP, "web", protocol="HTTP", healthCheck=check), says=says)


_ALB = made(LOAD_BALANCER, "alb")
_HTTPS = made(LISTENER, "https", loadBalancerArn=_ALB)
_SG = made(SECURITY_GROUP, "sg")


def _rules(count: int, priority: Given = None) -> tuple[Resource, ...]:
    named = ((f"rule-{number}", number if priority is None else priority) for number in range(1, count + 1))
    return _ALB, _HTTPS, *(made(LISTENER_RULE, name, listenerArn=_HTTPS, priority=own) for name, own in named)


def _group_rules(token: str, count: int) -> tuple[Resource, ...]:
    return _SG, *(made(token, f"rule-{number}", securityGroupId=_SG) for number in range(count))


_PRIORITY = "its priority must be one that no other rule of the listener has"
_TOO_MANY = (
    "violation sg: needs 61 rules in one direction of a security group, AWS allows 60 "
    "(https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html)"
)

_BALANCERS = (
    _target("pass", "a timeout below the interval", interval=30, timeout=5),
    _target("pass", "neither is said"),
    _limits("pass", "a function has other defaults", made(TARGET_GROUP, "f", targetType="lambda",
                                                          healthCheck={"interval": 35})),
    _target("fail", "a timeout as long as the interval",
            "violation web: the timeout of its healthCheck must be below the interval of 30, it is 30",
            interval=30, timeout=30),
    _target("absent", "an interval below the timeout that nobody set",
            "violation web: the timeout of its healthCheck must be below the interval of 5, it is 6", interval=5),
    _target("absent", "a timeout above the interval that nobody set",
            "violation web: the timeout of its healthCheck must be below the interval of 30, it is 60", timeout=60),
    _target("unknown", "by an output",
            "deferred web: whether the timeout of its healthCheck is below the interval is known only at the update",
            interval=_LATER, timeout=5),
    _limits("pass", "a prefix of logs", made(LOAD_BALANCER, "alb", accessLogs={"prefix": "alb"})),
    _limits("fail", "the prefix that AWS adds", made(LOAD_BALANCER, "alb", accessLogs={"prefix": "AWSLogs/alb"}),
            says=("violation alb: the prefix of its accessLogs must not contain AWSLogs",)),
    _limits("pass", "as many rules as there may be", *_rules(100)),
    _limits("fail", "one rule more", *_rules(101),
            says=(f"violation alb: needs 101 listener rules on one load balancer, AWS allows 100 ({_ALB_LIMITS})",)),
    _limits("fail", "two rules of one priority", *_rules(2, 7),
            says=(f"violation rule-1: {_PRIORITY}", f"violation rule-2: {_PRIORITY}")),
    _limits("unknown", "a priority that is an output", *_rules(1, _LATER),
            says=("deferred rule-1: whether its priority is free is known only at the update",)),
    _limits("pass", "as many rules in a direction as there may be", *_group_rules(SECURITY_GROUP_INGRESS, 60)),
    _limits("fail", "one way in more", *_group_rules(SECURITY_GROUP_INGRESS, 61), says=(_TOO_MANY,)),
    _limits("fail", "one way out more", *_group_rules(SECURITY_GROUP_EGRESS, 61), says=(_TOO_MANY,)),
    _limits("fail", "one inline rule more", made(SECURITY_GROUP, "sg", ingress=[{"protocol": "tcp"}] * 61),
            says=(_TOO_MANY,)),
)  # fmt: skip


def _logged(case: Case, name: str, *says: str, to: Given, also: tuple[Resource, ...] = ()) -> Example:
    return _limits(case, name, *also, made(WEB_ACL_LOGGING, "waf", logDestinationConfigs=[to]), says=says)


def _addresses(case: Case, name: str, *says: str, of: list[Given], version: str = "IPV4") -> Example:
    return _limits(case, name, made(IP_SET, "admins", ipAddressVersion=version, addresses=of), says=says)


def _acl(case: Case, name: str, *says: str, rules: Given = None, **props: Given) -> Example:
    return _limits(case, name, made(WEB_ACL, "waf", rules=rules, **props), says=says)


_LOGS, _NAMED = made(LOG_GROUP, "logs", name="waf-logs"), made(LOG_GROUP, "logs", name="aws-waf-logs-prod")
_UNNAMED = made(LOG_GROUP, "logs", name=_LATER)
_BUCKET = made(BUCKET, "logs", bucket="aws-waf-logs-prod")
_DESTINATION = "violation waf: its logDestinationConfigs must be something whose name starts with aws-waf-logs-"
_ARNS = "violation waf: its logDestinationConfigs must be ARNs of something whose name starts with aws-waf-logs-"
_BLOCK = "violation admins: its address 1 must be a block of its ipAddressVersion, a single one with /32"
_EDGE = "violation waf: its region must be us-east-1 with the scope CLOUDFRONT"
_MANAGED = {"managedRuleGroupStatement": {"name": "AWSManagedRulesCommonRuleSet"}}
_OWN = {"rateBasedStatement": {"limit": 2000}}
_BLOCKS: Given = {"block": {}}
_COUNTS: Given = {"none": {}}

_FIREWALL = (
    _logged("pass", "a log group of that name", to=_NAMED, also=(_NAMED,)),
    _logged("pass", "a bucket of that name", to=_BUCKET, also=(_BUCKET,)),
    _logged("pass", "a known log group", to="arn:aws:logs:ap-northeast-1:111122223333:log-group:aws-waf-logs-prod"),
    _logged("pass", "a known bucket", to="arn:aws:s3:::aws-waf-logs-prod/waf"),
    _logged("pass", "a known stream", to="arn:aws:firehose:ap-northeast-1:1:deliverystream/aws-waf-logs-prod"),
    _logged("fail", "a log group of another name", _DESTINATION, to=_LOGS, also=(_LOGS,)),
    _logged("fail", "a known log group of another name", _ARNS,
            to="arn:aws:logs:ap-northeast-1:111122223333:log-group:/waf/aws-waf-log"),
    _logged("unknown", "a log group whose name is an output",
            "deferred waf: the name of where its logs go is known only at the update", to=_UNNAMED, also=(_UNNAMED,)),
    _addresses("pass", "blocks and single addresses", of=["203.0.113.0/24", "198.51.100.7/32"]),
    _addresses("pass", "an empty set", of=[]),
    _addresses("fail", "a single address without a length", _BLOCK, of=["198.51.100.7"]),
    _addresses("fail", "the whole world", _BLOCK, of=["0.0.0.0/0"]),
    _addresses("fail", "an address of the other version", _BLOCK, of=["2001:db8::/32"]),
    _addresses("fail", "an address of the other version, the other way round",
               "violation admins: its address 1 must be a block of its ipAddressVersion, a single one with /128",
               of=["198.51.100.7/32"], version="IPV6"),
    _addresses("unknown", "an address that is an output",
               "deferred admins: its address 1 is known only at the update", of=[_LATER]),
    _acl("pass", "at the edge", scope="CLOUDFRONT", region="us-east-1"),
    _acl("fail", "at the edge, in Tokyo", _EDGE, scope="CLOUDFRONT"),
    _acl("unknown", "at the edge, in a region that is an output",
         "deferred waf: its region is known only at the update",
         scope="CLOUDFRONT", region=_LATER),
    _acl("pass", "an action each", rules=[
        {"priority": 0, "statement": _OWN, "action": _BLOCKS},
        {"priority": 1, "statement": _MANAGED, "overrideAction": _COUNTS}]),
    _acl("fail", "no action", "violation waf: rule 1 must have an action and no overrideAction",
         rules=[{"statement": _OWN, "overrideAction": _COUNTS}]),
    _acl("fail", "both actions", "violation waf: rule 1 must have an overrideAction and no action",
         rules=[{"statement": _MANAGED, "action": _BLOCKS, "overrideAction": _COUNTS}]),
    _acl("unknown", "a rule that is an output",
         "deferred waf: whether rule 1 has the right action is known only at the update", rules=_LATER),
    _acl("fail", "two rules of one priority", "violation waf: the priority of each of its rules must be another one",
         rules=[{"priority": 0, "statement": _OWN, "action": _BLOCKS}] * 2),
)  # fmt: skip


def _cdn(case: Case, name: str, *says: str, also: tuple[Resource, ...] = (), **props: Given) -> Example:
    given = {"defaultCacheBehavior": {"cachePolicyId": "policy"}, **props}
    return _limits(case, name, *also, made(DISTRIBUTION, "cdn", **given), says=says)


def _copied(case: Case, name: str, *says: str, **rule: Given) -> Example:
    return _limits(case, name, made(BUCKET_REPLICATION, "copies", rules=[rule]), says=says)


_TOKYO, _VIRGINIA = made(CERTIFICATE, "tokyo"), made(CERTIFICATE, "virginia", region="us-east-1")
_ARN = "arn:aws:acm:ap-northeast-1:111122223333:certificate/0b1c"
_CERTIFICATE = "violation cdn: the acmCertificateArn of its viewerCertificate must be of us-east-1"
_PAIR = "violation copies: rule 1 must have both sseKmsEncryptedObjects (Enabled) and a replicaKmsKeyId, or neither"
_SELECTED = {"sseKmsEncryptedObjects": {"status": "Enabled"}}
_WITH_KEY = {"encryptionConfiguration": {"replicaKmsKeyId": _LATER}}

_DELIVERY = (
    _cdn("pass", "a policy or the old values", orderedCacheBehaviors=[{"forwardedValues": {"queryString": False}}]),
    _cdn("absent", "neither",
         "violation cdn: its defaultCacheBehavior must have a cachePolicyId or forwardedValues, one of the two",
         defaultCacheBehavior={"compress": True}),
    _cdn("fail", "both",
         "violation cdn: ordered behavior 2 must have a cachePolicyId or forwardedValues, one of the two",
         orderedCacheBehaviors=[{"cachePolicyId": _LATER}, {"cachePolicyId": _LATER, "forwardedValues": {}}]),
    _cdn("unknown", "a behaviour that is an output", defaultCacheBehavior=_LATER),
    _cdn("pass", "a shield in a region", origins=[
        {"originShield": {"enabled": True, "originShieldRegion": "ap-northeast-1"}},
        {"originShield": {"enabled": False}}]),
    _cdn("absent", "a shield nowhere", "violation cdn: the originShield of origin 1 needs an originShieldRegion",
         origins=[{"originShield": {"enabled": True}}]),
    _cdn("pass", "a certificate of the right region", viewerCertificate={"acmCertificateArn": _VIRGINIA},
         also=(_VIRGINIA,)),
    _cdn("fail", "a certificate of Tokyo", _CERTIFICATE, viewerCertificate={"acmCertificateArn": _TOKYO},
         also=(_TOKYO,)),
    _cdn("fail", "a known certificate of Tokyo", _CERTIFICATE,
         viewerCertificate={"acmCertificateArn": Known(_LATER, _ARN)}),
    _copied("pass", "a filter, and delete markers", filter={"prefix": ""},
            deleteMarkerReplication={"status": "Enabled"}),
    _copied("pass", "no filter", id="everything"),
    _copied("absent", "a filter without a word on delete markers",
            "violation copies: rule 1 needs a deleteMarkerReplication, as it has a filter", filter={"prefix": ""}),
    _copied("pass", "encrypted objects and a key for their copies", sourceSelectionCriteria=_SELECTED,
            destination=_WITH_KEY),
    _copied("fail", "encrypted objects without a key", _PAIR, sourceSelectionCriteria=_SELECTED),
    _copied("fail", "a key for nothing", _PAIR, destination=_WITH_KEY),
    _copied("unknown", "by an output",
            "deferred copies: whether rule 1 replicates what is encrypted is known only at the update",
            sourceSelectionCriteria=_LATER),
)  # fmt: skip

EXAMPLES = (*_BALANCERS, *_FIREWALL, *_DELIVERY)
