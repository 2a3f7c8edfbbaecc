"""Every rule between settings: its exact message, and the nearest value that is fine."""

from __future__ import annotations

import pytest

from tests.settings.stack_values import ARN, DELETED, IMAGE, RECOVERY, Values, mistakes

MINE = ARN.format("ap-northeast-1", "210987654321")
MINE_US = ARN.format("us-east-1", "210987654321")
EXTERNAL: Values = {
    "dns": {
        "mode": "external-certificate",
        "domain": "megane-shop.jp",
        "certificateArn": MINE,
        "cdnCertificateArn": MINE_US,
    }
}
FINE: list[Values] = [
    {},
    EXTERNAL,
    {"environment": "dev", "dns": {"mode": "none"}},
    {"dns": {"mode": "existing-zone", "domain": "a.jp", "zoneId": "Z0123456789ABC"}},
    {"database.backupWindow": "17:30-18:30"},  # touches the maintenance window
    {"database.readReplica": True, "database.backupRetentionDays": 1},
    {"database.backupRetentionDays": 0},
    {"environment": "prod", "database.backupRetentionDays": 7},
    {"database.allocatedStorageGib": 100, "database.maxAllocatedStorageGib": 110},
    {"database.maxConnections": 225},
    {"cache.multiAz": True, "cache.replicasPerShard": 1},
    {"cache.snapshotWindow": "15:30-16:30"},
    {"cache.shards": 15, "cache.replicasPerShard": 5},
    {"profile": "minimal", "notifications.slack": DELETED},
    {"emulator": {"endpoint": "http://127.0.0.1:5000"}},
    {"services.frontend.cpu": 16384, "services.frontend.memoryMib": 122880},
    {"services.backend.minTasks": 2},
    {"services.backend.maxTasks": 20},
    {"services.backend.environment": {"LOG_LEVEL": "info", "SIGNING_PUBLIC_KEY": "x", "API_URL": "https://a.jp/x@y"}},
    {"services.api": {"image": IMAGE, "port": 3001, "paths": ["/v2/*"], "priority": 110}},
]


@pytest.mark.parametrize("changes", FINE)
def test_fine(changes: Values) -> None:
    assert mistakes(changes) == []


BROKEN: list[tuple[Values, str]] = [
    # dns
    (
        {"dns": {"mode": "none"}},
        'megane:dns.mode: must not be none in staging: without a domain there is no HTTPS; given: "none"',
    ),
    ({"dns.domain": DELETED}, "megane:dns.domain: is required with dns.mode managed-zone"),
    (
        {"environment": "dev", "dns.mode": "none"},
        'megane:dns.domain: has no use with dns.mode none: remove it; given: "megane-shop.jp"',
    ),
    ({"dns.mode": "existing-zone"}, "megane:dns.zoneId: is required with dns.mode existing-zone"),
    ({"dns.zoneId": "Z1"}, 'megane:dns.zoneId: has no use with dns.mode managed-zone: remove it; given: "Z1"'),
    (
        EXTERNAL | {"dns.certificateArn": DELETED},
        "megane:dns.certificateArn: is required with dns.mode external-certificate",
    ),
    (
        EXTERNAL | {"dns.cdnCertificateArn": DELETED},
        "megane:dns.cdnCertificateArn: is required with dns.mode external-certificate",
    ),
    (
        EXTERNAL | {"dns.certificateArn": MINE_US},
        f'megane:dns.certificateArn: must be a certificate in ap-northeast-1; given: "{MINE_US[:79]}…',
    ),
    (
        EXTERNAL | {"dns.cdnCertificateArn": MINE},
        f'megane:dns.cdnCertificateArn: must be a certificate in us-east-1; given: "{MINE[:79]}…',
    ),
    (
        EXTERNAL | {"account": "999999999999", "dns.cdnCertificateArn": ARN.format("us-east-1", "999999999999")},
        "megane:dns.certificateArn: must be a certificate of the stack's own account 999999999999; "
        f'given: "{MINE[:79]}…',
    ),
    (
        {"dns.domain": "Megane-Shop.jp"},
        "megane:dns.domain: must be a domain name like shop.example.com: lower case, no leading or trailing dot, "
        '57 characters at the most; given: "Megane-Shop.jp"',
    ),
    # database
    (
        {"database.backupWindow": "18:00-19:00"},
        'megane:database.maintenanceWindow: must not overlap backupWindow (18:00-19:00); given: "sun:18:30-sun:19:30"',
    ),
    (
        {"database.backupWindow": "14:00-15:30", "database.maintenanceWindow": "mon:15:00-mon:16:30"},
        'megane:database.maintenanceWindow: must not overlap backupWindow (14:00-15:30); given: "mon:15:00-mon:16:30"',
    ),
    (
        {"database.backupWindow": "17:00-17:29"},
        'megane:database.backupWindow: must last at least 30 minutes; given: "17:00-17:29"',
    ),
    (
        {"database.backupWindow": "17-18"},
        'megane:database.backupWindow: must be a daily window in UTC like 17:00-18:00; given: "17-18"',
    ),
    (
        {"database.maintenanceWindow": "Sun:18:30-Sun:19:30"},
        "megane:database.maintenanceWindow: must be a weekly window in UTC like sun:18:30-sun:19:30; "
        'given: "Sun:18:30-Sun:19:30"',
    ),
    (
        {"database.readReplica": True, "database.backupRetentionDays": 0},
        "megane:database.backupRetentionDays: must be at least 1 with a read replica; given: 0",
    ),
    (
        {"environment": "prod", "database.backupRetentionDays": 6},
        "megane:database.backupRetentionDays: must be at least 7 in prod; given: 6",
    ),
    (
        {"database.backupRetentionDays": 36},
        "megane:database.backupRetentionDays: must be 0 to 35 (days; 0 turns it off); given: 36",
    ),
    (
        {"database.allocatedStorageGib": 105, "database.maxAllocatedStorageGib": 115},
        "megane:database.maxAllocatedStorageGib: must be at least 116: 10 % more than allocatedStorageGib (105); "
        "given: 115",
    ),
    (
        {"database.maxConnections": 226},
        "megane:database.maxConnections: must be at most 225, what the memory of db.t3.small bears; given: 226",
    ),
    (
        {"database.monitoringIntervalSeconds": 20},
        "megane:database.monitoringIntervalSeconds: must be 0, 1, 5, 10, 15, 30 or 60; given: 20",
    ),
    # cache
    (
        {"cache.multiAz": True},
        "megane:cache.replicasPerShard: must be at least 1 with multiAz; given: 0",
    ),
    (
        {"cache.snapshotWindow": "16:00-17:00"},
        'megane:cache.maintenanceWindow: must not overlap snapshotWindow (16:00-17:00); given: "mon:16:30-mon:17:30"',
    ),
    (
        {"cache.snapshotWindow": "15:00-15:59"},
        'megane:cache.snapshotWindow: must last at least 60 minutes; given: "15:00-15:59"',
    ),
    (
        {"cache.nodeType": "cache.t2.micro"},
        "megane:cache.nodeType: must not be of family T1 or T2: they lack what cluster mode and failover need; take "
        'cache.t3; given: "cache.t2.micro"',
    ),
    (
        {"cache.nodeType": "t3.micro"},
        "megane:cache.nodeType: must be a node type of ElastiCache, like cache.t3.micro, cache.t4g.micro; "
        'given: "t3.micro"',
    ),
    (
        {"cache.shards": 16, "cache.replicasPerShard": 5},
        "megane:cache.shards: needs 96 nodes in one Redis cluster, AWS allows 90 "
        "(https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/quota-limits.html); given: 16",
    ),
    # notifications, firewall, emulator
    ({"profile": "ha", "notifications.slack": DELETED}, "megane:notifications.slack: is required with profile ha"),
    (
        {"notifications.warningEmails": ["team"]},
        'megane:notifications.warningEmails[0]: must be an e-mail address; given: "team"',
    ),
    (
        {"notifications.warningEmails": ["a@b.jp", "a@b.jp"]},
        "megane:notifications.warningEmails: must not name anything twice: a@b.jp; given: a list",
    ),
    (
        {"waf.adminCidrs": ["0.0.0.0/0"]},
        'megane:waf.adminCidrs[0]: is too wide for an allow-list: /8 at the most; given: "0.0.0.0/0"',
    ),
    (
        {"waf.adminCidrs": ["8.8.8.8"]},
        'megane:waf.adminCidrs[0]: must state its prefix length, like 8.8.8.8/32 for one address; given: "8.8.8.8"',
    ),
    (
        {"waf.adminCidrs": ["8.8.8.8/24"]},
        "megane:waf.adminCidrs[0]: has bits set behind its prefix; the block of that size is 8.8.8.0/24; "
        'given: "8.8.8.8/24"',
    ),
    (
        {"waf.adminPaths": ["/"]},
        'megane:waf.adminPaths[0]: must be a path below /, in lower case (requests are lower-cased); given: "/"',
    ),
    ({"waf.rateLimit": 9}, "megane:waf.rateLimit: must be 10 to 2000000000; given: 9"),
    (
        {"environment": "prod", "emulator": {"endpoint": "http://localhost:5000"}},
        "megane:emulator: must not be set in prod",
    ),
    (
        RECOVERY | {"emulator": {"endpoint": "http://localhost:5000"}},
        "megane:emulator: must not be set in dr",
    ),
    (
        {"emulator": {"endpoint": "http://127.0.0.1.attacker.net:5000"}},
        "megane:emulator.endpoint: must be an address on this machine, like http://127.0.0.1:5000; "
        'given: "http://127.0.0.1.attacker.net:5000"',
    ),
]


@pytest.mark.parametrize(("changes", "said"), BROKEN)
def test_broken(changes: Values, said: str) -> None:
    assert mistakes(changes) == [said]


def test_an_unknown_instance_class_lists_the_known_ones() -> None:
    (said,) = mistakes({"database.instanceClass": "db.t9.huge"})
    assert said.startswith(
        "megane:database.instanceClass: must be an instance class whose memory is known: db.t3.micro,"
    )
    assert said.endswith('given: "db.t9.huge"')
