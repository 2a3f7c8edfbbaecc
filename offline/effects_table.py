"""What a change of each property does to the types that hold data.

The paths that replace are in `replacement` (PlanResourceChange of the Terraform provider 5.100) and only those that it
lacks are here; what happens at the others is from the page given with each type. The provider's `apply_immediately` is
AWS's ApplyImmediately: without it RDS and ElastiCache keep some changes for the maintenance window, although the update
reports success.

Not here, and why: `aws:ssm/parameter:Parameter` holds nothing of its own. Its value comes from the program, generated
ones from the state, so a parameter that is replaced or made anew under another name has the same value.
"""

from __future__ import annotations

from collections.abc import Mapping

from offline.effects_rules import (
    AT_RESTART,
    IN_PLACE,
    IN_PLACE_DEFERRABLE,
    INTERRUPTS,
    INTERRUPTS_DEFERRABLE,
    REPLACES,
    Effects,
    backup_retention,
    cache_engine,
    cache_version,
    cluster_mode,
    database_version,
    effects,
    insights_key,
    log_retention,
    replica_source,
    storage_size,
    storage_type,
)

EFFECTS: Mapping[str, Effects] = {
    "aws:backup/vault:Vault": effects(
        "https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault.html",
        {IN_PLACE: "forceDestroy tags"},
    ),
    "aws:cloudwatch/logGroup:LogGroup": effects(
        # A new key encrypts what comes from now on; the old one must live as long as what it encrypted.
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
        {IN_PLACE: "deletionProtectionEnabled kmsKeyId skipDestroy tags"},
        {"retentionInDays": log_retention},
    ),
    "aws:dynamodb/table:Table": effects(
        "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html",
        {
            IN_PLACE: (
                "attributes billingMode deletionProtectionEnabled globalSecondaryIndexes onDemandThroughput "
                "pointInTimeRecovery readCapacity replicas serverSideEncryption streamEnabled streamViewType "
                "tableClass tags ttl warmThroughput writeCapacity"
            ),
        },
    ),
    "aws:ecr/repository:Repository": effects(
        "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-edit.html",
        {
            IN_PLACE: (
                "forceDelete imageScanningConfiguration imageTagMutability imageTagMutabilityExclusionFilters tags"
            ),
        },
    ),
    "aws:efs/fileSystem:FileSystem": effects(
        "https://docs.aws.amazon.com/efs/latest/ug/API_UpdateFileSystem.html",
        {IN_PLACE: "lifecyclePolicies protection provisionedThroughputInMibps tags throughputMode"},
    ),
    "aws:elasticache/replicationGroup:ReplicationGroup": effects(
        # Counts of nodes and the token change at once: the provider sends ApplyImmediately with them, whatever is set.
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyReplicationGroup.html",
        {
            IN_PLACE: (
                "applyImmediately authToken authTokenUpdateStrategy authTokenWo authTokenWoVersion "
                "autoMinorVersionUpgrade description finalSnapshotIdentifier ipDiscovery logDeliveryConfigurations "
                "maintenanceWindow notificationTopicArn numCacheClusters numNodeGroups replicasPerNodeGroup "
                "securityGroupIds snapshotRetentionLimit snapshotWindow tags userGroupIds"
            ),
            IN_PLACE_DEFERRABLE: (
                "automaticFailoverEnabled multiAzEnabled parameterGroupName transitEncryptionEnabled "
                "transitEncryptionMode"  # without replacement since Redis 7.0.5, and there is none older here
            ),
            INTERRUPTS_DEFERRABLE: "nodeType",
        },
        {"clusterMode": cluster_mode, "engine": cache_engine, "engineVersion": cache_version},
    ),
    "aws:kms/key:Key": effects(
        "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
        {
            IN_PLACE: (
                "bypassPolicyLockoutSafetyCheck deletionWindowInDays description enableKeyRotation isEnabled policy "
                "rotationPeriodInDays tags"
            ),
        },
    ),
    "aws:rds/cluster:Cluster": effects(
        "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Modifying.html",
        {
            IN_PLACE: (
                "applyImmediately backtrackWindow copyTagsToSnapshot deleteAutomatedBackups deletionProtection "
                "enableHttpEndpoint enabledCloudwatchLogsExports finalSnapshotIdentifier preferredBackupWindow "
                "preferredMaintenanceWindow skipFinalSnapshot tags vpcSecurityGroupIds"
            ),
            IN_PLACE_DEFERRABLE: "iamDatabaseAuthenticationEnabled masterPassword",
            AT_RESTART: "dbClusterParameterGroupName",
        },
    ),
    "aws:rds/instance:Instance": effects(
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ModifyInstance.Settings.html",
        {
            IN_PLACE: (
                "allowMajorVersionUpgrade applyImmediately autoMinorVersionUpgrade backupWindow blueGreenUpdate "
                "copyTagsToSnapshot databaseInsightsMode deleteAutomatedBackups deletionProtection "
                "enabledCloudwatchLogsExports engineLifecycleSupport finalSnapshotIdentifier maintenanceWindow "
                "manageMasterUserPassword masterUserSecretKmsKeyId maxAllocatedStorage monitoringInterval "
                "monitoringRoleArn password passwordWo passwordWoVersion performanceInsightsEnabled "
                "performanceInsightsRetentionPeriod publiclyAccessible skipFinalSnapshot tags upgradeStorageConfig "
                "vpcSecurityGroupIds"
            ),
            IN_PLACE_DEFERRABLE: "iamDatabaseAuthenticationEnabled iops multiAz optionGroupName storageThroughput",
            INTERRUPTS: "port",
            INTERRUPTS_DEFERRABLE: (
                "caCertIdentifier dbSubnetGroupName dedicatedLogVolume domain domainIamRoleName identifier "
                "identifierPrefix instanceClass licenseModel networkType"
            ),
            AT_RESTART: "parameterGroupName",
            REPLACES: "restoreToPointInTime",
        },
        {
            "allocatedStorage": storage_size,
            "backupRetentionPeriod": backup_retention,
            "engineVersion": database_version,
            "performanceInsightsKmsKeyId": insights_key,
            "replicateSourceDb": replica_source,
            "storageType": storage_type,
        },
    ),
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": effects(
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/AutomatedBackups.StopReplicating.html",
        {},
    ),
    "aws:route53/zone:Zone": effects(
        "https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHostedZone.html",
        {IN_PLACE: "comment enableAcceleratedRecovery forceDestroy tags vpcs"},
    ),
    "aws:s3/bucket:Bucket": effects(
        # All but the name, the region and Object Lock are sub-resources of the bucket, each with a call of its own.
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingBucket.html",
        {
            IN_PLACE: (
                "accelerationStatus acl corsRules forceDestroy grants lifecycleRules logging "
                "objectLockConfiguration.rule policy replicationConfiguration requestPayer "
                "serverSideEncryptionConfiguration tags versioning website"
            ),
            REPLACES: "bucketNamespace",
        },
    ),
}
