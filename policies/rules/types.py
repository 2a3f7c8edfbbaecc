"""The type tokens that the rules read, and the other names under which the same resources go."""

from __future__ import annotations

from typing import Final

ALARM_MUTE_RULE: Final = "aws:cloudwatch/alarmMuteRule:AlarmMuteRule"
ANY: Final = "*"  # for rules that look at every resource
AWS_PROVIDER: Final = "pulumi:providers:aws"
BACKUPS_REPLICATION: Final = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
BACKUP_PLAN: Final = "aws:backup/plan:Plan"
BACKUP_SELECTION: Final = "aws:backup/selection:Selection"
BACKUP_VAULT: Final = "aws:backup/vault:Vault"
BACKUP_VAULT_LOCK: Final = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
BACKUP_VAULT_NOTIFICATIONS: Final = "aws:backup/vaultNotifications:VaultNotifications"
BACKUP_VAULT_POLICY: Final = "aws:backup/vaultPolicy:VaultPolicy"
BUCKET: Final = "aws:s3/bucket:Bucket"
BUCKET_ACL: Final = "aws:s3/bucketAcl:BucketAcl"
BUCKET_CORS: Final = "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"
BUCKET_ENCRYPTION: Final = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
BUCKET_LIFECYCLE: Final = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
BUCKET_LOGGING: Final = "aws:s3/bucketLogging:BucketLogging"
BUCKET_OWNERSHIP: Final = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
BUCKET_POLICY: Final = "aws:s3/bucketPolicy:BucketPolicy"
BUCKET_REPLICATION: Final = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
BUCKET_VERSIONING: Final = "aws:s3/bucketVersioning:BucketVersioning"
BUDGET: Final = "aws:budgets/budget:Budget"
CACHE_PARAMETER_GROUP: Final = "aws:elasticache/parameterGroup:ParameterGroup"
CACHE_SUBNET_GROUP: Final = "aws:elasticache/subnetGroup:SubnetGroup"
CERTIFICATE: Final = "aws:acm/certificate:Certificate"
CERTIFICATE_VALIDATION: Final = "aws:acm/certificateValidation:CertificateValidation"
COMPOSITE_ALARM: Final = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
DB_CLUSTER: Final = "aws:rds/cluster:Cluster"
DB_CLUSTER_INSTANCE: Final = "aws:rds/clusterInstance:ClusterInstance"
DB_INSTANCE: Final = "aws:rds/instance:Instance"
DB_PARAMETER_GROUP: Final = "aws:rds/parameterGroup:ParameterGroup"
DB_SUBNET_GROUP: Final = "aws:rds/subnetGroup:SubnetGroup"
DEFAULT_NETWORK_ACL: Final = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl"
DEFAULT_ROUTE_TABLE: Final = "aws:ec2/defaultRouteTable:DefaultRouteTable"
DEFAULT_SECURITY_GROUP: Final = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
DEFAULT_SUBNET: Final = "aws:ec2/defaultSubnet:DefaultSubnet"
DEFAULT_VPC: Final = "aws:ec2/defaultVpc:DefaultVpc"
DISTRIBUTION: Final = "aws:cloudfront/distribution:Distribution"
ECR_LIFECYCLE_POLICY: Final = "aws:ecr/lifecyclePolicy:LifecyclePolicy"
ECR_REPOSITORY: Final = "aws:ecr/repository:Repository"
ECR_REPOSITORY_POLICY: Final = "aws:ecr/repositoryPolicy:RepositoryPolicy"
ECR_SCANNING: Final = "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration"
ECS_CLUSTER: Final = "aws:ecs/cluster:Cluster"
ECS_SERVICE: Final = "aws:ecs/service:Service"
EFS_FILE_SYSTEM: Final = "aws:efs/fileSystem:FileSystem"
EVENT_RULE: Final = "aws:cloudwatch/eventRule:EventRule"
EVENT_TARGET: Final = "aws:cloudwatch/eventTarget:EventTarget"
FIREHOSE: Final = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"
FLOW_LOG: Final = "aws:ec2/flowLog:FlowLog"
IAM_ACCESS_KEY: Final = "aws:iam/accessKey:AccessKey"
IAM_GROUP_POLICY: Final = "aws:iam/groupPolicy:GroupPolicy"
IAM_GROUP_POLICY_ATTACHMENT: Final = "aws:iam/groupPolicyAttachment:GroupPolicyAttachment"
IAM_LOGIN_PROFILE: Final = "aws:iam/userLoginProfile:UserLoginProfile"
IAM_POLICY: Final = "aws:iam/policy:Policy"
IAM_ROLE_POLICY_ATTACHMENTS: Final = "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive"
IAM_USER: Final = "aws:iam/user:User"
IAM_USER_POLICY: Final = "aws:iam/userPolicy:UserPolicy"
IAM_USER_POLICY_ATTACHMENT: Final = "aws:iam/userPolicyAttachment:UserPolicyAttachment"
INTERFACE_ATTACHMENT: Final = "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment"
INTERNET_GATEWAY: Final = "aws:ec2/internetGateway:InternetGateway"
IP_SET: Final = "aws:wafv2/ipSet:IpSet"
KMS_ALIAS: Final = "aws:kms/alias:Alias"
KMS_EXTERNAL_KEY: Final = "aws:kms/externalKey:ExternalKey"
KMS_KEY: Final = "aws:kms/key:Key"
KMS_KEY_POLICY: Final = "aws:kms/keyPolicy:KeyPolicy"
KMS_REPLICA_EXTERNAL_KEY: Final = "aws:kms/replicaExternalKey:ReplicaExternalKey"
KMS_REPLICA_KEY: Final = "aws:kms/replicaKey:ReplicaKey"
LAMBDA_FUNCTION: Final = "aws:lambda/function:Function"
LISTENER: Final = "aws:lb/listener:Listener"
LISTENER_RULE: Final = "aws:lb/listenerRule:ListenerRule"
LOAD_BALANCER: Final = "aws:lb/loadBalancer:LoadBalancer"
LOG_ACCOUNT_POLICY: Final = "aws:cloudwatch/logAccountPolicy:LogAccountPolicy"
LOG_DATA_PROTECTION: Final = "aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy"
LOG_DELIVERY: Final = "aws:cloudwatch/logDelivery:LogDelivery"
LOG_DELIVERY_DESTINATION: Final = "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination"
LOG_DELIVERY_SOURCE: Final = "aws:cloudwatch/logDeliverySource:LogDeliverySource"
LOG_GROUP: Final = "aws:cloudwatch/logGroup:LogGroup"
LOG_RESOURCE_POLICY: Final = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
MAIN_ROUTE_TABLE_ASSOCIATION: Final = "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation"
METRIC_ALARM: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"
METRIC_FILTER: Final = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
NAT_GATEWAY: Final = "aws:ec2/natGateway:NatGateway"
NETWORK_ACL: Final = "aws:ec2/networkAcl:NetworkAcl"
NETWORK_ACL_RULE: Final = "aws:ec2/networkAclRule:NetworkAclRule"
ORIGIN_ACCESS_CONTROL: Final = "aws:cloudfront/originAccessControl:OriginAccessControl"
PARAMETER: Final = "aws:ssm/parameter:Parameter"
POLICY_ATTACHMENT: Final = "aws:iam/policyAttachment:PolicyAttachment"
PREFIX_LIST: Final = "aws:ec2/managedPrefixList:ManagedPrefixList"
PREFIX_LIST_ENTRY: Final = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry"
PUBLIC_ACCESS_BLOCK: Final = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
RANDOM_PASSWORD: Final = "random:index/randomPassword:RandomPassword"  # noqa: S105  a type, not a password
RDS_EVENTS: Final = "aws:rds/eventSubscription:EventSubscription"
RECORD: Final = "aws:route53/record:Record"
REGEX_PATTERN_SET: Final = "aws:wafv2/regexPatternSet:RegexPatternSet"
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
SECRET: Final = "aws:secretsmanager/secret:Secret"  # noqa: S105  a type
SECRET_POLICY: Final = "aws:secretsmanager/secretPolicy:SecretPolicy"  # noqa: S105  a type
SECRET_VERSION: Final = "aws:secretsmanager/secretVersion:SecretVersion"  # noqa: S105  another one
SECURITY_GROUP: Final = "aws:ec2/securityGroup:SecurityGroup"
SECURITY_GROUP_EGRESS: Final = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
SECURITY_GROUP_INGRESS: Final = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
SECURITY_GROUP_RULE: Final = "aws:ec2/securityGroupRule:SecurityGroupRule"
SIGNING_PROFILE: Final = "aws:signer/signingProfile:SigningProfile"
SLACK_CHANNEL: Final = "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration"
SNS_SUBSCRIPTION: Final = "aws:sns/topicSubscription:TopicSubscription"
SNS_TOPIC: Final = "aws:sns/topic:Topic"
SNS_TOPIC_POLICY: Final = "aws:sns/topicPolicy:TopicPolicy"
SQS_QUEUE: Final = "aws:sqs/queue:Queue"
SQS_QUEUE_POLICY: Final = "aws:sqs/queuePolicy:QueuePolicy"
STACK: Final = "pulumi:pulumi:Stack"
SUBNET: Final = "aws:ec2/subnet:Subnet"
TARGET_GROUP: Final = "aws:lb/targetGroup:TargetGroup"
TASK_DEFINITION: Final = "aws:ecs/taskDefinition:TaskDefinition"
TOPIC: Final = "aws:sns/topic:Topic"
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
ZONE: Final = "aws:route53/zone:Zone"

ROUTE_TABLES: Final = (ROUTE_TABLE, DEFAULT_ROUTE_TABLE)
SECURITY_GROUPS: Final = (SECURITY_GROUP, DEFAULT_SECURITY_GROUP)
SUBNETS: Final = (SUBNET, DEFAULT_SUBNET)
VPCS: Final = (VPC, DEFAULT_VPC)
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
    "aws:s3/bucketCorsConfigurationV2:BucketCorsConfigurationV2": BUCKET_CORS,
    "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2": BUCKET_LIFECYCLE,
    "aws:s3/bucketLoggingV2:BucketLoggingV2": BUCKET_LOGGING,
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2": BUCKET_ENCRYPTION,
    "aws:s3/bucketV2:BucketV2": BUCKET,
    "aws:s3/bucketVersioningV2:BucketVersioningV2": BUCKET_VERSIONING,
}


def canonical(token: str) -> str:
    """The one token of a resource type that goes by several."""
    return OTHER_NAMES.get(token, token)
