"""How long each class of log is kept, in days."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

LogClass = Literal["application", "access", "security", "audit"]

# The document's 30 days, 90 days, one year and seven years. Seven years are 2557 days (with two leap days): CloudWatch
# Logs refuses 2555, and S3 lifecycles use the same number.
RETENTION_DAYS: Mapping[LogClass, int] = MappingProxyType(
    {"application": 30, "access": 90, "security": 365, "audit": 2557}
)

# What CloudWatch Logs accepts; 0 keeps for ever.
# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
ALLOWED_DAYS = frozenset(
    {0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653}
)
