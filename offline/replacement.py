"""Which changed property makes AWS replace a resource instead of changing it.

Derived from the Terraform AWS provider 5.100, the code that the Pulumi provider is built on: for each type, a change of
every property was planned (PlanResourceChange) and the paths in `requires_replace` collected. By hand, from ForceNew in
its source: SNS topics, DynamoDB tables, log delivery destinations and Slack channels, whose plans need a live AWS, and
Lambda functions, signing profiles, patterns of the firewall and what a vault reports. Left out: `engine`,
`engineVersion` and `transitEncryptionEnabled` of a replication group, which force a replacement only on a downgrade or
before Redis 7.0.5. A type that is not here, or newer than 5.100, is taken to change in place; for types that hold data
`effects_table` says more, and there what is not known replaces.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

# A replacement or removal of these loses what they hold: a key everything that it encrypted, a zone its delegation.
# A stopped replication of automated backups is not among them: its copies stay until their retention is over.
DATA_STORES = frozenset(
    {
        "aws:backup/vault:Vault",
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:dynamodb/table:Table",
        "aws:ecr/repository:Repository",
        "aws:efs/fileSystem:FileSystem",
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "aws:kms/key:Key",
        "aws:rds/cluster:Cluster",
        "aws:rds/instance:Instance",
        "aws:route53/zone:Zone",
        "aws:s3/bucket:Bucket",
    }
)

_EVERY_AWS_TYPE = frozenset({"region"})  # provider 6: a resource cannot move to another region

_REPLACES: Mapping[str, str] = {
    "aws:acm/certificate:Certificate": (
        "certificateAuthorityArn domainName keyAlgorithm subjectAlternativeNames validationMethod validationOptions"
    ),
    "aws:acm/certificateValidation:CertificateValidation": "certificateArn validationRecordFqdns",
    "aws:appautoscaling/policy:Policy": "name resourceId scalableDimension serviceNamespace",
    "aws:appautoscaling/scheduledAction:ScheduledAction": "name resourceId scalableDimension serviceNamespace",
    "aws:appautoscaling/target:Target": "resourceId scalableDimension serviceNamespace",
    "aws:backup/plan:Plan": "name",
    "aws:backup/selection:Selection": "conditions iamRoleArn name notResources planId resources selectionTags",
    "aws:backup/vault:Vault": "kmsKeyArn name",
    "aws:backup/vaultNotifications:VaultNotifications": "backupVaultEvents backupVaultName snsTopicArn",
    "aws:budgets/budget:Budget": "accountId name namePrefix",
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": "configurationName",
    "aws:cloudfront/distribution:Distribution": "staging",
    "aws:cloudfront/function:Function": "name",
    "aws:cloudfront/monitoringSubscription:MonitoringSubscription": "distributionId",
    "aws:cloudfront/publicKey:PublicKey": "encodedKey name namePrefix",
    "aws:cloudtrail/trail:Trail": "name",
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": "actionsEnabled alarmName",
    "aws:cloudwatch/dashboard:Dashboard": "dashboardName",
    "aws:cloudwatch/eventRule:EventRule": "eventBusName name namePrefix",
    "aws:cloudwatch/eventTarget:EventTarget": "eventBusName rule targetId",
    "aws:cloudwatch/logDelivery:LogDelivery": "deliveryDestinationArn deliverySourceName",
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": "name",
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": "logType name resourceArn",
    "aws:cloudwatch/logGroup:LogGroup": "logGroupClass name namePrefix",
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": "logGroupName name",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "policyName",
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": "destinationArn logGroup name",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "name",
    "aws:dynamodb/table:Table": "hashKey localSecondaryIndexes name rangeKey",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": "vpcId",
    "aws:ec2/eip:Eip": "address domain ipamPoolId networkBorderGroup publicIpv4Pool",
    "aws:ec2/flowLog:FlowLog": (
        "deliverCrossAccountRole destinationOptions.fileFormat destinationOptions.hiveCompatiblePartitions "
        "destinationOptions.perHourPartition eniId iamRoleArn logDestination logDestinationType logFormat "
        "maxAggregationInterval subnetId trafficType transitGatewayAttachmentId transitGatewayId vpcId"
    ),
    "aws:ec2/natGateway:NatGateway": "allocationId connectivityType privateIp subnetId",
    "aws:ec2/route:Route": "destinationCidrBlock destinationIpv6CidrBlock destinationPrefixListId routeTableId",
    "aws:ec2/routeTable:RouteTable": "vpcId",
    "aws:ec2/routeTableAssociation:RouteTableAssociation": "gatewayId subnetId",
    "aws:ec2/securityGroup:SecurityGroup": "description name namePrefix vpcId",
    "aws:ec2/securityGroupRule:SecurityGroupRule": (
        "cidrBlocks fromPort ipv6CidrBlocks prefixListIds protocol securityGroupId self sourceSecurityGroupId "
        "toPort type"
    ),
    "aws:ec2/subnet:Subnet": "availabilityZone availabilityZoneId cidrBlock ipv6Native outpostArn vpcId",
    "aws:ec2/vpc:Vpc": "cidrBlock instanceTenancy ipv4IpamPoolId ipv4NetmaskLength",
    "aws:ec2/vpcEndpoint:VpcEndpoint": (
        "resourceConfigurationArn serviceName serviceNetworkArn serviceRegion vpcEndpointType vpcId"
    ),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": "repository",
    "aws:ecr/repository:Repository": "encryptionConfigurations.encryptionType encryptionConfigurations.kmsKey name",
    "aws:ecs/cluster:Cluster": "name",
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": "clusterName",
    "aws:ecs/service:Service": (
        "capacityProviderStrategies cluster deploymentController.type iamRole launchType name schedulingStrategy"
    ),
    "aws:ecs/taskDefinition:TaskDefinition": (
        "containerDefinitions cpu enableFaultInjection ephemeralStorage.sizeInGib executionRoleArn family "
        "ipcMode memory networkMode pidMode placementConstraints proxyConfiguration.containerName "
        "proxyConfiguration.properties proxyConfiguration.type requiresCompatibilities "
        "runtimePlatform.cpuArchitecture runtimePlatform.operatingSystemFamily taskRoleArn volumes"
    ),
    "aws:efs/fileSystem:FileSystem": "availabilityZoneName creationToken encrypted kmsKeyId performanceMode",
    "aws:elasticache/parameterGroup:ParameterGroup": "description family name",
    "aws:elasticache/replicationGroup:ReplicationGroup": (
        "atRestEncryptionEnabled dataTieringEnabled globalReplicationGroupId kmsKeyId networkType port "
        "replicationGroupId securityGroupNames snapshotArns snapshotName subnetGroupName"
    ),
    "aws:elasticache/subnetGroup:SubnetGroup": "name",
    "aws:elasticache/user:User": "userId userName",
    "aws:elasticache/userGroup:UserGroup": "userGroupId",
    "aws:iam/accessKey:AccessKey": "pgpKey user",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": "url",
    "aws:iam/policy:Policy": "description name namePrefix path",
    "aws:iam/role:Role": "name namePrefix path",
    "aws:iam/rolePolicy:RolePolicy": "name namePrefix role",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "policyArn role",
    "aws:iam/serviceLinkedRole:ServiceLinkedRole": "awsServiceName customSuffix",
    "aws:kms/alias:Alias": "name namePrefix",
    "aws:kms/key:Key": "customKeyStoreId customerMasterKeySpec keyUsage multiRegion xksKeyId",
    "aws:kms/replicaKey:ReplicaKey": "primaryKeyArn",
    "aws:lambda/function:Function": "name packageType",
    "aws:lb/listener:Listener": "loadBalancerArn",
    "aws:lb/listenerCertificate:ListenerCertificate": "certificateArn listenerArn",
    "aws:lb/listenerRule:ListenerRule": "listenerArn",
    "aws:lb/loadBalancer:LoadBalancer": "customerOwnedIpv4Pool internal loadBalancerType name namePrefix",
    "aws:lb/targetGroup:TargetGroup": "ipAddressType name namePrefix port protocol protocolVersion targetType vpcId",
    "aws:rds/eventSubscription:EventSubscription": "name namePrefix",
    "aws:rds/instance:Instance": (
        "availabilityZone backupTarget customIamInstanceProfile dbName engine kmsKeyId ncharCharacterSetName "
        "s3Import.bucketName s3Import.bucketPrefix s3Import.ingestionRole s3Import.sourceEngine "
        "s3Import.sourceEngineVersion snapshotIdentifier storageEncrypted timezone username"
    ),
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": (
        "kmsKeyId preSignedUrl retentionPeriod sourceDbInstanceArn"
    ),
    "aws:rds/parameterGroup:ParameterGroup": "description family name namePrefix",
    "aws:rds/subnetGroup:SubnetGroup": "name namePrefix",
    "aws:route53/healthCheck:HealthCheck": "measureLatency referenceName requestInterval routingControlArn type",
    "aws:route53/record:Record": "name zoneId",
    "aws:route53/zone:Zone": "delegationSetId name",
    "aws:s3/bucket:Bucket": "bucket bucketPrefix objectLockConfiguration.objectLockEnabled objectLockEnabled",
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": "bucket expectedBucketOwner",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": "bucket expectedBucketOwner",
    "aws:s3/bucketLogging:BucketLogging": "bucket expectedBucketOwner",
    "aws:s3/bucketMetric:BucketMetric": "bucket name",
    "aws:s3/bucketNotification:BucketNotification": "bucket",
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": (
        "bucket expectedBucketOwner objectLockEnabled"
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": "bucket",
    "aws:s3/bucketPolicy:BucketPolicy": "bucket",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "bucket",
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": "bucket",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": (
        "bucket expectedBucketOwner"
    ),
    "aws:s3/bucketVersioning:BucketVersioning": "bucket expectedBucketOwner",
    "aws:scheduler/schedule:Schedule": "groupName name namePrefix",
    "aws:secretsmanager/secret:Secret": "name namePrefix",
    "aws:signer/signingProfile:SigningProfile": "name namePrefix platformId signatureValidityPeriod signingMaterial",
    "aws:sns/topic:Topic": "fifoTopic name namePrefix",
    "aws:sns/topicPolicy:TopicPolicy": "arn",
    "aws:sns/topicSubscription:TopicSubscription": "endpoint protocol topic",
    "aws:sqs/queue:Queue": "fifoQueue name namePrefix",
    "aws:ssm/parameter:Parameter": "dataType name",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": (
        "cidrIpv4 cidrIpv6 prefixListId referencedSecurityGroupId securityGroupId"
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": (
        "cidrIpv4 cidrIpv6 prefixListId referencedSecurityGroupId securityGroupId"
    ),
    "aws:wafv2/ipSet:IpSet": "ipAddressVersion name namePrefix scope",
    "aws:wafv2/regexPatternSet:RegexPatternSet": "name namePrefix scope",
    "aws:wafv2/ruleGroup:RuleGroup": "capacity name namePrefix scope",
    "aws:wafv2/webAcl:WebAcl": "name namePrefix scope",
    "aws:wafv2/webAclAssociation:WebAclAssociation": "resourceArn webAclArn",
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": "logDestinationConfigs resourceArn",
}


def forces_replacement(type_: str, path: str) -> bool:
    """Whether a change at this path (without list indexes) replaces a resource of the type.

    A change of a whole block counts when a property inside it forces a replacement.
    """
    if not type_.startswith("aws:"):
        return False
    return any(
        path == known or path.startswith(f"{known}.") or known.startswith(f"{path}.") for known in _properties(type_)
    )


def _properties(type_: str) -> Collection[str]:
    return _EVERY_AWS_TYPE.union(_REPLACES.get(type_, "").split())
