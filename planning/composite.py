"""Rules of composite alarms: "any of these", in as few alarms as AWS's limits allow."""

from __future__ import annotations

from collections.abc import Collection

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
MOST_CHILDREN = 100
LONGEST_RULE = 10_240
_OR = " OR "


def any_of(names: Collection[str]) -> list[str]:
    """Rules that together are in alarm when one of the alarms is; the same for the same names in any order."""
    rules: list[list[str]] = []
    left = 0
    for term in (f'ALARM("{name}")' for name in sorted(names)):
        if not rules or len(rules[-1]) == MOST_CHILDREN or left < len(_OR) + len(term):
            rules.append([])
            left = LONGEST_RULE + len(_OR)  # the first term has no OR before it
        rules[-1].append(term)
        left -= len(_OR) + len(term)
    return [_OR.join(terms) for terms in rules]
