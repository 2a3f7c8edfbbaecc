"""The tables of what AWS computes and of what data sources answer: where something is, what it is called."""

from __future__ import annotations

import importlib
import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping

import pulumi
import pulumi_aws as aws
import pulumi_random as random
import pytest

from offline.computed import created, is_regional
from offline.computed_rules import GLOBAL
from offline.computed_table import TABLE
from offline.invokes import Place
from tests.conftest import Record

UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
OSAKA = "ap-northeast-3"
AT_OSAKA = f"arn:aws:backup:{OSAKA}:111122223333"


def sdk_class(type_: str) -> type:
    _, module, kind = type_.split(":")
    service = module.partition("/")[0]
    found = getattr(importlib.import_module(f"pulumi_aws.{'lambda_' if service == 'lambda' else service}"), kind)
    assert isinstance(found, type)
    return found


def outputs_at_osaka(type_: str, inputs: Mapping[str, str] | None = None) -> str:
    urn = f"urn:pulumi:s::p::{type_}::it"
    return str(created(type_, urn, inputs or {}, Place("111122223333", OSAKA), sdk_class(type_)))


@pytest.mark.parametrize("type_", [type_ for type_ in TABLE if type_.startswith("aws:")])
def test_what_is_in_another_region_says_so_everywhere(type_: str) -> None:
    """A vault that a stack of Tokyo makes in Osaka has an ARN of Osaka; what is in no region names none in its ARN."""
    told = outputs_at_osaka(type_, {"name": "it", "scope": "REGIONAL", "resourceId": "it"})

    assert "ap-northeast-1" not in told
    for region in re.findall(r"arn:aws:[a-z0-9-]+:([a-z0-9-]*):", told):
        assert region == (OSAKA if is_regional(sdk_class(type_)) and type_ not in IN_NO_REGION else "")
    if type_.split(":")[1].partition("/")[0] in GLOBAL:
        assert f":{OSAKA}:" not in told


# AWS writes no region in these ARNs although the resource is in one.
IN_NO_REGION = {"aws:s3/bucket:Bucket", "aws:cloudwatch/dashboard:Dashboard"}


def test_backups(record: Record) -> None:
    def build() -> None:
        vault = aws.backup.Vault("v", name="copies", region=OSAKA)
        rule = aws.backup.PlanRuleArgs(rule_name="monthly", target_vault_name=vault.name)
        plan = aws.backup.Plan("p", name="plan", rules=[rule], region=OSAKA)
        selection = aws.backup.Selection("s", plan_id=plan.id, iam_role_arn="arn:role", region=OSAKA)
        notices = aws.backup.VaultNotifications(
            "n", backup_vault_name=vault.name, backup_vault_events=[], sns_topic_arn="arn:topic", region=OSAKA
        )
        point = aws.backup.RestoreTestingPlanRecoveryPointSelectionArgs(
            algorithm="LATEST_WITHIN_WINDOW", include_vaults=["*"], recovery_point_types=["SNAPSHOT"]
        )
        testing = aws.backup.RestoreTestingPlan(
            "t", name="quarterly", schedule_expression="s", recovery_point_selection=point, region=OSAKA
        )
        replica = aws.rds.InstanceAutomatedBackupsReplication("r", source_db_instance_arn="arn:db", region=OSAKA)
        pulumi.export("vault", [vault.id, vault.arn])
        pulumi.export("plan", [plan.id, plan.arn])
        pulumi.export("selection", selection.id)
        pulumi.export("notices", [notices.id, notices.backup_vault_arn])
        pulumi.export("testing", [testing.id, testing.arn])
        pulumi.export("replica", replica.id)

    out = record(build, "up").outputs

    assert out["vault"] == ["copies", f"{AT_OSAKA}:backup-vault:copies"]
    assert re.fullmatch(rf"\['({UUID})', '{AT_OSAKA}:backup-plan:\1'\]", str(out["plan"]))
    assert re.fullmatch(UUID, str(out["selection"]))
    assert out["notices"] == ["copies", f"{AT_OSAKA}:backup-vault:copies"]
    assert re.fullmatch(rf"\['quarterly', '{AT_OSAKA}:restore-testing-plan:quarterly-{UUID}'\]", str(out["testing"]))
    assert re.fullmatch(rf"arn:aws:rds:{OSAKA}:111122223333:auto-backup:ab-[0-9a-f]{{39}}", str(out["replica"]))


@pytest.mark.parametrize("managed", [True, False, None])
def test_the_secret_of_a_managed_password(record: Record, managed: bool | None) -> None:
    def build() -> None:
        instance = aws.rds.Instance(
            "i",
            instance_class="db.t3.medium",
            manage_master_user_password=managed,
            master_user_secret_kms_key_id="arn:key" if managed else None,
        )
        pulumi.export("keys", instance.master_user_secrets.apply(lambda all_: [one.kms_key_id for one in all_]))
        pulumi.export("arns", instance.master_user_secrets.apply(lambda all_: [one.secret_arn for one in all_]))

    out = record(build, "up").outputs

    assert out["keys"] == (["arn:key"] if managed else [])
    at = "arn:aws:secretsmanager:ap-northeast-1:111122223333:secret"
    assert re.fullmatch(rf"\['{at}:rds!db-{UUID}-[0-9A-F]{{6}}'\]" if managed else r"\[\]", str(out["arns"]))


@pytest.mark.parametrize("bytes_", [1, 8, 32, 33, 100])
def test_random_ids_have_the_length_asked_for(record: Record, bytes_: int) -> None:
    def build() -> None:
        for name, prefix in (("plain", None), ("marked", "p-")):
            made = random.RandomId(name, byte_length=bytes_, prefix=prefix)
            for form in ("id", "hex", "dec", "b64_url", "b64_std"):
                pulumi.export(f"{name} {form}", getattr(made, form))

    out = {key: str(value) for key, value in record(build, "up").outputs.items()}

    assert len(out["plain hex"]) == 2 * bytes_
    assert int(out["plain hex"], 16) == int(out["plain dec"])
    text = out["plain b64_url"]
    assert urlsafe_b64decode(text + "=" * (-len(text) % 4)).hex() == out["plain hex"]
    assert out["plain id"] == text
    assert {out[f"marked {form}"][:2] for form in ("hex", "dec", "b64_url", "b64_std")} == {"p-"}
    assert not out["marked id"].startswith("p-")
    assert len(out["marked hex"]) == 2 * bytes_ + 2


@pytest.mark.parametrize("target", ["1234-5678", "arn:aws:kms:ap-northeast-1:111122223333:key/1234-5678"])
def test_an_alias_tells_its_key_by_arn_however_it_was_named(record: Record, target: str) -> None:
    def build() -> None:
        pulumi.export("key", aws.kms.Alias("a", name="alias/a", target_key_id=target).target_key_arn)

    assert record(build, "up").outputs == {"key": "arn:aws:kms:ap-northeast-1:111122223333:key/1234-5678"}


def test_what_belongs_to_a_bucket_goes_by_its_name(record: Record) -> None:
    def build() -> None:
        lock = aws.s3.BucketObjectLockConfiguration("l", bucket="files")
        replication = aws.s3.BucketReplicationConfig("r", bucket="files", role="arn:role", rules=[])
        pulumi.export("ids", [lock.id, replication.id])

    assert record(build, "up").outputs == {"ids": ["files", "files"]}


def test_data_sources_answer_for_the_account_and_region(record: Record) -> None:
    def build() -> None:
        pulumi.export("account", aws.get_caller_identity_output().account_id)
        pulumi.export("plain", aws.get_caller_identity().account_id)
        pulumi.export("region", aws.get_region_output(region="us-east-1").region)
        pulumi.export("partition", aws.get_partition_output().partition)
        pulumi.export("zones", aws.get_availability_zones_output(state="available").names)
        pulumi.export("zone", aws.route53.get_zone_output(name="example.com").zone_id)

    assert record(build, config={"megane:account": "222233334444"}).outputs == {
        "account": "222233334444",
        "plain": "222233334444",
        "region": "us-east-1",
        "partition": "aws",
        "zones": ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"],
        "zone": "ZA379A6F6EEAFB",
    }
