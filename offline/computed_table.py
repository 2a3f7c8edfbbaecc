"""What AWS adds to a resource when it creates it, by type: the data of `offline.computed`.

A text is a template over the facts of the resource (its text and number inputs, `physical` name, `region`,
`account`, `digest` …) and over the outputs above it in its row; a function gets the same facts.
"""

from __future__ import annotations

from collections.abc import Mapping

from offline.computed_rules import ALB_ZONES, Rule, validation_options, zone_id
from offline.computed_stores import STORES

# Every type; a row of TABLE overrides it. A class without such an output does not get it.
GUESS: Mapping[str, Rule] = {
    "id": "{default_id}",
    "arn": "arn:aws:{service}:{region}:{account}:{kind}/{default_id}",
    "region": "{place}",
    "ownerId": "{account}",
    "accountId": "{account}",
    "description": "",
    "etag": "E{upper:.13}",
    "state": "available",
    "status": "ACTIVE",
}

_ELB = "arn:aws:elasticloadbalancing:{region}:{account}:"
TABLE: Mapping[str, Mapping[str, Rule]] = {
    **STORES,
    "pulumi:providers:aws": {"id": "{uuid}"},
    "aws:ec2/vpc:Vpc": {
        "ipv6CidrBlock": "",
        "mainRouteTableId": "rtb-{digest:.17}",
        "defaultRouteTableId": "rtb-{digest:.17}",
        "defaultSecurityGroupId": "sg-{digest:.17}",
        "defaultNetworkAclId": "acl-{digest:.17}",
    },
    "aws:ec2/eip:Eip": {"allocationId": "{default_id}", "publicIp": "203.0.{ip}", "domain": "vpc"},
    "aws:ec2/natGateway:NatGateway": {"publicIp": "203.0.{ip}", "privateIp": "10.0.{ip}"},
    "aws:ec2/securityGroup:SecurityGroup": {
        "id": "sg-{digest:.17}",
        "arn": "arn:aws:ec2:{region}:{account}:security-group/{id}",
    },
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {"id": "sg-{digest:.17}"},
    "aws:ec2/vpcEndpoint:VpcEndpoint": {"prefixListId": "pl-{digest:.8}", "privateDnsEnabled": False},
    "aws:ecs/cluster:Cluster": {
        "arn": "arn:aws:ecs:{region}:{account}:cluster/{physical}",
        "id": "{arn}",
    },
    "aws:ecs/service:Service": {
        "arn": lambda facts: (
            f"arn:aws:ecs:{facts['region']}:{facts['account']}:service/"
            f"{str(facts.get('cluster', 'default')).rsplit('/', 1)[-1]}/{facts['physical']}"
        ),
        "id": "{arn}",
    },
    "aws:ecs/taskDefinition:TaskDefinition": {
        "arnWithoutRevision": "arn:aws:ecs:{region}:{account}:task-definition/{physical}",
        "revision": 1,
        "arn": "{arnWithoutRevision}:{revision}",
        "id": "{physical}",
    },
    "aws:lb/loadBalancer:LoadBalancer": {
        "arnSuffix": "app/{physical}/{digest:.16}",
        "arn": _ELB + "loadbalancer/{arnSuffix}",
        "id": "{arn}",
        "dnsName": "{physical}-{number:.9}.{region}.elb.amazonaws.com",
        "zoneId": zone_id(ALB_ZONES),
    },
    "aws:lb/targetGroup:TargetGroup": {
        "arnSuffix": "targetgroup/{physical}/{digest:.16}",
        "arn": _ELB + "{arnSuffix}",
        "id": "{arn}",
    },
    "aws:lb/listener:Listener": {"arn": _ELB + "listener/app/{digest:.16}/{uuid}", "id": "{arn}"},
    "aws:lb/listenerRule:ListenerRule": {"arn": _ELB + "listener-rule/app/{digest:.16}/{uuid}", "id": "{arn}"},
    "aws:appautoscaling/target:Target": {
        "id": lambda facts: str(facts.get("resourceId", facts["digest"])),
        "arn": "arn:aws:application-autoscaling:{region}:{account}:scalable-target/{digest:.32}",
    },
    "aws:wafv2/webAcl:WebAcl": {
        "id": "{uuid}",
        "arn": lambda facts: (
            f"arn:aws:wafv2:{facts['region']}:{facts['account']}:"
            f"{'global' if facts['scope'] == 'CLOUDFRONT' else 'regional'}/webacl/{facts['physical']}/{facts['uuid']}"
        ),
        "capacity": 700,
    },
    "aws:sns/topic:Topic": {
        "arn": "arn:aws:sns:{region}:{account}:{physical}",
        "id": "{arn}",
        "owner": "{account}",
    },
    "aws:sns/topicSubscription:TopicSubscription": {"arn": "{topic}:{uuid}", "id": "{arn}"},
    "aws:sqs/queue:Queue": {
        "arn": "arn:aws:sqs:{region}:{account}:{physical}",
        "url": "https://sqs.{region}.amazonaws.com/{account}/{physical}",
        "id": "{url}",
    },
    "aws:iam/role:Role": {"arn": "arn:aws:iam::{account}:role/{physical}", "uniqueId": "AROA{upper:.17}"},
    "aws:iam/policy:Policy": {
        "arn": "arn:aws:iam::{account}:policy/{physical}",
        "id": "{arn}",
        "policyId": "ANPA{upper:.17}",
    },
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
        "arn": lambda facts: (
            f"arn:aws:iam::{facts['account']}:oidc-provider/{str(facts.get('url', '')).removeprefix('https://')}"
        ),
        "id": "{arn}",
    },
    "aws:cloudwatch/logGroup:LogGroup": {"arn": "arn:aws:logs:{region}:{account}:log-group:{physical}"},
    "aws:cloudwatch/metricAlarm:MetricAlarm": {"arn": "arn:aws:cloudwatch:{region}:{account}:alarm:{physical}"},
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": {"arn": "arn:aws:cloudwatch:{region}:{account}:alarm:{physical}"},
    "aws:cloudwatch/dashboard:Dashboard": {"dashboardArn": "arn:aws:cloudwatch::{account}:dashboard/{physical}"},
    "aws:cloudwatch/eventRule:EventRule": {"arn": "arn:aws:events:{region}:{account}:rule/{physical}"},
    "aws:cloudtrail/trail:Trail": {
        "arn": "arn:aws:cloudtrail:{region}:{account}:trail/{physical}",
        "homeRegion": "{region}",
        "snsTopicArn": "",
    },
    "aws:acm/certificate:Certificate": {
        "arn": "arn:aws:acm:{region}:{account}:certificate/{uuid}",
        "id": "{arn}",
        "domainValidationOptions": validation_options,
        "status": "PENDING_VALIDATION",
    },
    "aws:acm/certificateValidation:CertificateValidation": {"id": "{digest:.19}"},
    "aws:route53/zone:Zone": {
        "id": "Z{upper:.13}",
        "zoneId": "{id}",
        "arn": "arn:aws:route53:::hostedzone/{id}",
        "nameServers": ["ns-1.awsdns-01.com", "ns-2.awsdns-02.net", "ns-3.awsdns-03.org", "ns-4.awsdns-04.co.uk"],
        "primaryNameServer": "ns-1.awsdns-01.com",
    },
    "aws:route53/record:Record": {"id": "{zoneId}_{name}_{type}", "fqdn": lambda facts: facts["name"].rstrip(".")},
    "aws:cloudfront/distribution:Distribution": {
        "id": "E{upper:.13}",
        "arn": "arn:aws:cloudfront::{account}:distribution/{id}",
        "domainName": "d{digest:.13}.cloudfront.net",
        "hostedZoneId": "Z2FDTNDATAQYW2",  # the one zone of every distribution
        "status": "Deployed",
    },
    "aws:cloudfront/originAccessControl:OriginAccessControl": {"id": "E{upper:.13}"},
    "aws:cloudfront/cachePolicy:CachePolicy": {"id": "{uuid}"},
    "aws:cloudfront/originRequestPolicy:OriginRequestPolicy": {"id": "{uuid}"},
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": {"id": "{uuid}"},
    "aws:cloudfront/vpcOrigin:VpcOrigin": {"id": "vo_{digest:.22}"},
    "aws:ecr/repository:Repository": {
        "registryId": "{account}",
        "repositoryUrl": "{account}.dkr.ecr.{region}.amazonaws.com/{physical}",
    },
    "aws:signer/signingProfile:SigningProfile": {
        "version": "{upper:.10}",
        "arn": "arn:aws:signer:{region}:{account}:/signing-profiles/{physical}",
        "versionArn": "{arn}/{version}",
    },
    "aws:lambda/function:Function": {
        "arn": "arn:aws:lambda:{region}:{account}:function:{physical}",
        "invokeArn": "arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{arn}/invocations",
        "version": "$LATEST",
        "qualifiedArn": "{arn}:$LATEST",
    },
}
