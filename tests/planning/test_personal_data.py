"""What is hidden in logs, and what is not; and that CloudWatch Logs takes the policy."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from planning.personal_data import CUSTOM, MANAGED, masking_policy

# Those that go without a country. Telephone numbers have one, and Japan is none of them.
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL-managed-data-identifiers.html
WITHOUT_COUNTRY = {
    "Address", "AwsSecretKey", "CreditCardExpiration", "CreditCardNumber", "CreditCardSecurityCode", "EmailAddress",
    "IpAddress", "LatLong", "Name", "OpenSshPrivateKey", "PgpPrivateKey", "PkcsPrivateKey", "PuttyPrivateKey",
    "VehicleIdentificationNumber",
}  # fmt: skip


def masked(line: str) -> str:
    """What our own expressions leave of a line."""
    for regex in CUSTOM.values():
        line = re.sub(regex, lambda found: "*" * len(found[0]), line)
    return line


@pytest.mark.parametrize(
    "number",
    [
        "03-1234-5678", "045-123-4567", "0422-12-3456", "04992-1-2345", "090-1234-5678", "050-1234-5678",
        "0312345678", "0451234567", "09012345678", "+81-3-1234-5678", "+81 90 1234 5678", "+819012345678",
        "100-0001",
    ],
)  # fmt: skip
@pytest.mark.parametrize("line", ['{{"tel":"{}","id":7}}', "customer {} asked", "tel={},x"])
def test_telephone_numbers_and_post_codes_of_japan_are_hidden(number: str, line: str) -> None:
    hidden = masked(line.format(number))

    assert hidden == line.format("*" * len(number))


@pytest.mark.parametrize(
    "line",
    [
        '{"time":1764122400000,"durationMs":1234.5,"status":200}',
        "2026-11-01T03:00:00.123Z 2026-11-01 03:00:00 UTC",
        "request 0c9d4e1a-7b1c-4f7e-9a52-0123456789ab",
        "request 12345678-0123-4567-8901-123456789012",
        "order 0000012345 of shop 0012, item 4901234567894, 12,800 yen",
        "10.0.16.9(51234) 203.0.113.7:443",
        "arn:aws:ecs:ap-northeast-1:111122223333:task/megane-prod/0123456789abcdef0123456789abcdef",
        "took 0.123456789 s, checksum 0f1e2d3c",
    ],
)
def test_what_operators_need_is_left(line: str) -> None:
    assert masked(line) == line


def test_json_stays_json() -> None:
    line = json.dumps({"msg": "signed up", "tel": "090-1234-5678", "zip": "100-0001", "time": 1764122400000})

    assert json.loads(masked(line)) == {
        "msg": "signed up",
        "tel": "*************",
        "zip": "********",
        "time": 1764122400000,
    }


def test_the_managed_identifiers_exist() -> None:
    assert set(MANAGED) < WITHOUT_COUNTRY


def test_our_own_are_within_the_limits() -> None:
    assert len(CUSTOM) <= 10
    for name, regex in CUSTOM.items():
        assert re.fullmatch(r"[a-zA-Z0-9_-]{1,128}", name)
        assert name not in WITHOUT_COUNTRY
        assert re.fullmatch(r"[a-zA-Z0-9_#=@/;,\- ^$?\[\]{}|\\*+.]{1,200}", regex)


def test_the_policy_is_what_aws_demands() -> None:
    policy: dict[str, Any] = masking_policy("logs", "/findings")
    audit, mask = policy["Statement"]

    assert policy["Version"] == "2021-06-01"
    assert audit["Operation"] == {"Audit": {"FindingsDestination": {"CloudWatchLogs": {"LogGroup": "/findings"}}}}
    assert mask["Operation"] == {"Deidentify": {"MaskConfig": {}}}
    assert audit["DataIdentifier"] == mask["DataIdentifier"]
    assert "arn:aws:dataprotection::aws:data-identifier/EmailAddress" in audit["DataIdentifier"]
    named = {entry["Name"]: entry["Regex"] for entry in policy["Configuration"]["CustomDataIdentifier"]}
    assert named == dict(CUSTOM)
    assert named.keys() == {name for name in audit["DataIdentifier"] if not name.startswith("arn:")}
    assert len(json.dumps(policy)) <= 30_720
