"""The type tokens that the rules read, and the other names under which the same resources go."""

from __future__ import annotations

from typing import Final

ANY: Final = "*"  # for rules that look at every resource
AWS_PROVIDER: Final = "pulumi:providers:aws"
BACKUPS_REPLICATION: Final = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
BACKUP_PLAN: Final = "aws:backup/plan:Plan"
BACKUP_SELECTION: Final = "aws:backup/selection:Selection"
BACKUP_VAULT: Final = "aws:backup/vault:Vault"
BACKUP_VAULT_LOCK: Final = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
BUCKET: Final = "aws:s3/bucket:Bucket"
BUCKET_ACL: Final = "aws:s3/bucketAcl:BucketAcl"
BUCKET_ENCRYPTION: Final = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
BUCKET_LIFECYCLE: Final = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
BUCKET_LOGGING: Final = "aws:s3/bucketLogging:BucketLogging"
BUCKET_OWNERSHIP: Final = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
BUCKET_POLICY: Final = "aws:s3/bucketPolicy:BucketPolicy"
BUCKET_REPLICATION: Final = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
BUCKET_VERSIONING: Final = "aws:s3/bucketVersioning:BucketVersioning"
CACHE_SUBNET_GROUP: Final = "aws:elasticache/subnetGroup:SubnetGroup"
CERTIFICATE: Final = "aws:acm/certificate:Certificate"
CERTIFICATE_VALIDATION: Final = "aws:acm/certificateValidation:CertificateValidation"
DB_INSTANCE: Final = "aws:rds/instance:Instance"
DB_PARAMETER_GROUP: Final = "aws:rds/parameterGroup:ParameterGroup"
DB_SUBNET_GROUP: Final = "aws:rds/subnetGroup:SubnetGroup"
DEFAULT_NETWORK_ACL: Final = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl"
DEFAULT_ROUTE_TABLE: Final = "aws:ec2/defaultRouteTable:DefaultRouteTable"
DEFAULT_SECURITY_GROUP: Final = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
DEFAULT_SUBNET: Final = "aws:ec2/defaultSubnet:DefaultSubnet"
DEFAULT_VPC: Final = "aws:ec2/defaultVpc:DefaultVpc"
DISTRIBUTION: Final = "aws:cloudfront/distribution:Distribution"
ECS_CLUSTER: Final = "aws:ecs/cluster:Cluster"
ECS_SERVICE: Final = "aws:ecs/service:Service"
FIREHOSE: Final = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"
FLOW_LOG: Final = "aws:ec2/flowLog:FlowLog"
INTERNET_GATEWAY: Final = "aws:ec2/internetGateway:InternetGateway"
IP_SET: Final = "aws:wafv2/ipSet:IpSet"
KMS_ALIAS: Final = "aws:kms/alias:Alias"
KMS_KEY: Final = "aws:kms/key:Key"
KMS_REPLICA_KEY: Final = "aws:kms/replicaKey:ReplicaKey"
LISTENER: Final = "aws:lb/listener:Listener"
LISTENER_RULE: Final = "aws:lb/listenerRule:ListenerRule"
LOAD_BALANCER: Final = "aws:lb/loadBalancer:LoadBalancer"
LOG_DELIVERY: Final = "aws:cloudwatch/logDelivery:LogDelivery"
LOG_DELIVERY_SOURCE: Final = "aws:cloudwatch/logDeliverySource:LogDeliverySource"
LOG_GROUP: Final = "aws:cloudwatch/logGroup:LogGroup"
MAIN_ROUTE_TABLE_ASSOCIATION: Final = "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation"
METRIC_ALARM: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"
NAT_GATEWAY: Final = "aws:ec2/natGateway:NatGateway"
NETWORK_ACL: Final = "aws:ec2/networkAcl:NetworkAcl"
NETWORK_ACL_RULE: Final = "aws:ec2/networkAclRule:NetworkAclRule"
ORIGIN_ACCESS_CONTROL: Final = "aws:cloudfront/originAccessControl:OriginAccessControl"
POLICY_ATTACHMENT: Final = "aws:iam/policyAttachment:PolicyAttachment"
PREFIX_LIST: Final = "aws:ec2/managedPrefixList:ManagedPrefixList"
PREFIX_LIST_ENTRY: Final = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry"
PUBLIC_ACCESS_BLOCK: Final = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
RANDOM_PASSWORD: Final = "random:index/randomPassword:RandomPassword"  # noqa: S105  a type, not a password
RECORD: Final = "aws:route53/record:Record"
REPLICATION_GROUP: Final = "aws:elasticache/replicationGroup:ReplicationGroup"
RESPONSE_HEADERS_POLICY: Final = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"
ROLE: Final = "aws:iam/role:Role"
ROLE_POLICY: Final = "aws:iam/rolePolicy:RolePolicy"
ROLE_POLICY_ATTACHMENT: Final = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
ROUTE: Final = "aws:ec2/route:Route"
ROUTE_TABLE: Final = "aws:ec2/routeTable:RouteTable"
ROUTE_TABLE_ASSOCIATION: Final = "aws:ec2/routeTableAssociation:RouteTableAssociation"
SCALING_POLICY: Final = "aws:appautoscaling/policy:Policy"
SCALING_SCHEDULE: Final = "aws:appautoscaling/scheduledAction:ScheduledAction"
SCALING_TARGET: Final = "aws:appautoscaling/target:Target"
SECRET_VERSION: Final = "aws:secretsmanager/secretVersion:SecretVersion"  # noqa: S105  another one
SECURITY_GROUP: Final = "aws:ec2/securityGroup:SecurityGroup"
SECURITY_GROUP_EGRESS: Final = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
SECURITY_GROUP_INGRESS: Final = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
SECURITY_GROUP_RULE: Final = "aws:ec2/securityGroupRule:SecurityGroupRule"
SSM_PARAMETER: Final = "aws:ssm/parameter:Parameter"
STACK: Final = "pulumi:pulumi:Stack"
SUBNET: Final = "aws:ec2/subnet:Subnet"
TARGET_GROUP: Final = "aws:lb/targetGroup:TargetGroup"
TASK_DEFINITION: Final = "aws:ecs/taskDefinition:TaskDefinition"
TRAIL: Final = "aws:cloudtrail/trail:Trail"
VPC: Final = "aws:ec2/vpc:Vpc"
VPC_ENDPOINT: Final = "aws:ec2/vpcEndpoint:VpcEndpoint"
VPC_ENDPOINT_ROUTE_TABLE: Final = "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation"
VPC_ORIGIN: Final = "aws:cloudfront/vpcOrigin:VpcOrigin"
WEB_ACL: Final = "aws:wafv2/webAcl:WebAcl"
WEB_ACL_ASSOCIATION: Final = "aws:wafv2/webAclAssociation:WebAclAssociation"
WEB_ACL_GROUP: Final = "aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation"
WEB_ACL_LOGGING: Final = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
WEB_ACL_RULE: Final = "aws:wafv2/webAclRule:WebAclRule"

ROUTE_TABLES: Final = (ROUTE_TABLE, DEFAULT_ROUTE_TABLE)
SECURITY_GROUPS: Final = (SECURITY_GROUP, DEFAULT_SECURITY_GROUP)
SUBNETS: Final = (SUBNET, DEFAULT_SUBNET)
VPCS: Final = (VPC, DEFAULT_VPC)

# Whatever holds rules of security groups, or is one.
INGRESS: Final = (*SECURITY_GROUPS, SECURITY_GROUP_INGRESS, SECURITY_GROUP_RULE)
EGRESS: Final = (*SECURITY_GROUPS, SECURITY_GROUP_EGRESS, SECURITY_GROUP_RULE)

# Deprecated tokens, and the two under which load balancers and their parts still stand in old states.
OTHER_NAMES: Final = {
    "aws:alb/listener:Listener": LISTENER,
    "aws:alb/listenerRule:ListenerRule": LISTENER_RULE,
    "aws:alb/loadBalancer:LoadBalancer": LOAD_BALANCER,
    "aws:alb/targetGroup:TargetGroup": TARGET_GROUP,
    "aws:applicationloadbalancing/listener:Listener": LISTENER,
    "aws:applicationloadbalancing/listenerRule:ListenerRule": LISTENER_RULE,
    "aws:applicationloadbalancing/loadBalancer:LoadBalancer": LOAD_BALANCER,
    "aws:applicationloadbalancing/targetGroup:TargetGroup": TARGET_GROUP,
    "aws:elasticloadbalancingv2/listener:Listener": LISTENER,
    "aws:elasticloadbalancingv2/listenerRule:ListenerRule": LISTENER_RULE,
    "aws:elasticloadbalancingv2/loadBalancer:LoadBalancer": LOAD_BALANCER,
    "aws:elasticloadbalancingv2/targetGroup:TargetGroup": TARGET_GROUP,
    "aws:s3/bucketAclV2:BucketAclV2": BUCKET_ACL,
    "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2": BUCKET_LIFECYCLE,
    "aws:s3/bucketLoggingV2:BucketLoggingV2": BUCKET_LOGGING,
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2": BUCKET_ENCRYPTION,
    "aws:s3/bucketV2:BucketV2": BUCKET,
    "aws:s3/bucketVersioningV2:BucketVersioningV2": BUCKET_VERSIONING,
}


def canonical(token: str) -> str:
    """The one token of a resource type that goes by several."""
    return OTHER_NAMES.get(token, token)
