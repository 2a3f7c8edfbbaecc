"""What AWS adds to what keeps data (databases, caches, buckets, parameters, keys, backups), and what is generated.

A part of the table of `offline.computed_table`, which says how its rows are written.
"""

from __future__ import annotations

from collections.abc import Mapping

from offline.computed_rules import (
    S3_ZONES,
    Rule,
    master_user_secrets,
    member_clusters,
    parameter_value,
    password,
    random_id,
    redis,
    target_key,
    zone_id,
)

STORES: Mapping[str, Mapping[str, Rule]] = {
    "random:index/randomPassword:RandomPassword": {"id": "none", "result": password, "bcryptHash": "$2a$10${digest}"},
    "random:index/randomString:RandomString": {"result": password, "id": "{result}"},
    "random:index/randomId:RandomId": {
        "id": random_id("id"),
        **{form: random_id(form) for form in ("hex", "dec", "b64Std", "b64Url")},
    },
    "random:index/randomUuid:RandomUuid": {"result": "{uuid}", "id": "{uuid}"},
    "aws:rds/instance:Instance": {
        "id": "db-{upper:.26}",
        "arn": "arn:aws:rds:{region}:{account}:db:{physical}",
        "resourceId": "{id}",
        "port": 5432,
        "address": "{physical}.c{digest:.11}.{region}.rds.amazonaws.com",
        "endpoint": "{address}:{port}",
        "hostedZoneId": "Z24O6O9L7SGTNB",
        "engineVersionActual": lambda facts: facts.get("engineVersion", ""),
        "availabilityZone": "{region}a",
        "status": "available",
        "masterUserSecrets": master_user_secrets,
    },
    # It is where the copy is kept, so its ARN names the second region.
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": {
        "id": "arn:aws:rds:{region}:{account}:auto-backup:ab-{digest:.39}",
    },
    "aws:rds/subnetGroup:SubnetGroup": {"arn": "arn:aws:rds:{region}:{account}:subgrp:{physical}"},
    "aws:rds/parameterGroup:ParameterGroup": {"arn": "arn:aws:rds:{region}:{account}:pg:{physical}"},
    "aws:elasticache/replicationGroup:ReplicationGroup": {
        "arn": "arn:aws:elasticache:{region}:{account}:replicationgroup:{physical}",
        "configurationEndpointAddress": redis("clustercfg"),
        "primaryEndpointAddress": redis("master"),
        "readerEndpointAddress": redis("replica"),
        "memberClusters": member_clusters,
        "port": 6379,
        "clusterEnabled": lambda facts: "numNodeGroups" in facts,
        "engineVersionActual": lambda facts: facts.get("engineVersion", ""),
    },
    "aws:s3/bucket:Bucket": {
        "arn": "arn:aws:s3:::{physical}",
        "bucketDomainName": "{physical}.s3.amazonaws.com",
        "bucketRegionalDomainName": "{physical}.s3.{region}.amazonaws.com",
        "bucketRegion": "{region}",
        "hostedZoneId": zone_id(S3_ZONES),
    },
    "aws:kms/key:Key": {
        "id": "{uuid}",
        "keyId": "{id}",
        "arn": "arn:aws:kms:{region}:{account}:key/{id}",
    },
    "aws:kms/alias:Alias": {
        "arn": "arn:aws:kms:{region}:{account}:{physical}",
        "targetKeyArn": target_key("arn"),
        "targetKeyId": target_key("id"),
    },
    "aws:ssm/parameter:Parameter": {
        "arn": lambda facts: (
            f"arn:aws:ssm:{facts['region']}:{facts['account']}:parameter/{str(facts['physical']).removeprefix('/')}"
        ),
        "version": 1,
        "type": "SecureString",
        "value": parameter_value,
    },
    "aws:backup/vault:Vault": {"arn": "arn:aws:backup:{region}:{account}:backup-vault:{physical}", "recoveryPoints": 0},
    "aws:backup/plan:Plan": {
        "id": "{uuid}",
        "arn": "arn:aws:backup:{region}:{account}:backup-plan:{id}",
        "version": "{digest:.48}",
    },
    "aws:backup/selection:Selection": {"id": "{uuid}"},
    "aws:backup/vaultNotifications:VaultNotifications": {
        "backupVaultArn": "arn:aws:backup:{region}:{account}:backup-vault:{physical}",
    },
    "aws:backup/restoreTestingPlan:RestoreTestingPlan": {
        "arn": "arn:aws:backup:{region}:{account}:restore-testing-plan:{physical}-{uuid}",
        "startWindowHours": 24,
    },
    "aws:backup/restoreTestingSelection:RestoreTestingSelection": {"validationWindowHours": 0},
}
