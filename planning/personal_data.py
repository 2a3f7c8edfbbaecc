"""What CloudWatch Logs hides in the logs that may hold customers' data (個人情報保護法), and the policy that says so.

It is hidden from everybody without `logs:Unmask`, in Insights and metric filters too, from the moment that the policy
is there; what was logged before stays as it is. About $0.12 a GB that is written.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/mask-sensitive-log-data.html

Japanese names and addresses have no pattern: AWS's own identifiers know those in Latin letters only. The application
must not log them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from planning.iam import Document, Text
from planning.log_kinds import LogKind

# Services log what customers send, the database the values in slow statements, Redis keys and values of slow commands,
# a session what its SELECT has shown. Not the logs of accesses and of the firewall: they are kept for who asked.
PERSONAL: frozenset[LogKind] = frozenset({"application", "postgresql", "cache", "sessions"})

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/protect-sensitive-log-data-types.html
MANAGED = ("EmailAddress", "CreditCardNumber", "CreditCardExpiration", "CreditCardSecurityCode", "Name", "Address")

# There is no managed identifier for Japan's telephone numbers and post codes. Neither groups nor quotes, colons and
# Japanese letters are allowed in these expressions, 200 characters each, ten of them at most. Hence no keyword before
# a post code; \b keeps the rest of a line as it is, so that JSON stays JSON, and spares parts of longer numbers.
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL-custom-data-identifiers.html
CUSTOM: Mapping[str, str] = MappingProxyType(
    {
        # 03-1234-5678, 045-123-4567, 0422-12-3456, 04992-1-2345, 090-1234-5678
        "JapanesePhoneNumber": (
            r"\b0\d-\d{4}-\d{4}\b|\b0\d{2}-\d{3,4}-\d{4}\b|\b0\d{3}-\d{2}-\d{4}\b|\b0\d{4}-\d-\d{4}\b"
        ),
        # 0312345678, 09012345678; ids padded with zeros have a second one
        "JapanesePhoneNumberDigits": r"\b0[1-9]\d{8}\b|\b0[5789]0\d{8}\b",
        # +81-3-1234-5678, +81 90 1234 5678, +819012345678
        "JapanesePhoneNumberAbroad": r"\+81[- ]?\d{1,4}[- ]?\d{1,4}[- ]?\d{4}\b",
        # 100-0001
        "JapanesePostCode": r"\b\d{3}-\d{4}\b",
    }
)


def masking_policy(name: str, findings_group: Text) -> Document:
    """Finds and hides; how often and where something was found goes to `findings_group`, without the thing itself.

    AWS demands both statements, with the same identifiers in each, and an empty `MaskConfig`. `name` is a dimension of
    the metric `LogEventsWithFindings`.
    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDataProtectionPolicy.html
    """
    identifiers = [*(f"arn:aws:dataprotection::aws:data-identifier/{managed}" for managed in MANAGED), *CUSTOM]
    return {
        "Name": name,
        "Description": "Hides customers' data in logs",
        "Version": "2021-06-01",
        "Configuration": {"CustomDataIdentifier": [{"Name": key, "Regex": regex} for key, regex in CUSTOM.items()]},
        "Statement": [
            {
                "Sid": "audit",
                "DataIdentifier": identifiers,
                "Operation": {"Audit": {"FindingsDestination": {"CloudWatchLogs": {"LogGroup": findings_group}}}},
            },
            {"Sid": "mask", "DataIdentifier": identifiers, "Operation": {"Deidentify": {"MaskConfig": {}}}},
        ],
    }
