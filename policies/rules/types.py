"""The type tokens that the rules read, and the other names under which the same resources go."""

from __future__ import annotations

from typing import Final

ANY: Final = "*"  # for rules that look at every resource
AWS_PROVIDER: Final = "pulumi:providers:aws"
BUCKET: Final = "aws:s3/bucket:Bucket"
BUCKET_ENCRYPTION: Final = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
BUCKET_LOGGING: Final = "aws:s3/bucketLogging:BucketLogging"
DB_INSTANCE: Final = "aws:rds/instance:Instance"
DB_PARAMETER_GROUP: Final = "aws:rds/parameterGroup:ParameterGroup"
DEFAULT_SECURITY_GROUP: Final = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
ECS_SERVICE: Final = "aws:ecs/service:Service"
KMS_KEY: Final = "aws:kms/key:Key"
KMS_REPLICA_KEY: Final = "aws:kms/replicaKey:ReplicaKey"
LOAD_BALANCER: Final = "aws:lb/loadBalancer:LoadBalancer"
LOG_GROUP: Final = "aws:cloudwatch/logGroup:LogGroup"
PREFIX_LIST: Final = "aws:ec2/managedPrefixList:ManagedPrefixList"
PREFIX_LIST_ENTRY: Final = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry"
REPLICATION_GROUP: Final = "aws:elasticache/replicationGroup:ReplicationGroup"
STACK: Final = "pulumi:pulumi:Stack"
SECURITY_GROUP: Final = "aws:ec2/securityGroup:SecurityGroup"
SECURITY_GROUP_INGRESS: Final = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
SECURITY_GROUP_RULE: Final = "aws:ec2/securityGroupRule:SecurityGroupRule"

SECURITY_GROUPS: Final = (SECURITY_GROUP, DEFAULT_SECURITY_GROUP)

# Deprecated tokens, and the two under which load balancers still stand in old states.
OTHER_NAMES: Final = {
    "aws:alb/loadBalancer:LoadBalancer": LOAD_BALANCER,
    "aws:elasticloadbalancingv2/loadBalancer:LoadBalancer": LOAD_BALANCER,
    "aws:applicationloadbalancing/loadBalancer:LoadBalancer": LOAD_BALANCER,
    "aws:s3/bucketV2:BucketV2": BUCKET,
    "aws:s3/bucketLoggingV2:BucketLoggingV2": BUCKET_LOGGING,
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2": BUCKET_ENCRYPTION,
}


def canonical(token: str) -> str:
    """The one token of a resource type that goes by several."""
    return OTHER_NAMES.get(token, token)
