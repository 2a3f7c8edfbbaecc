"""`megane:pagerUrls`: where an on-call service (PagerDuty, Opsgenie, …) takes SNS messages; the address has its key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from planning.schema.problems import Problem, at

_NAME = re.compile("[a-z][a-z0-9-]*")
_URL = re.compile(r"https://[^\s/@]+(/\S*)?")


def mistakes(urls: object, hidden: str) -> Iterator[Problem]:
    """What is wrong with the mapping, by name; no address is ever part of it.

    `hidden` stands for a text that this machine cannot decrypt, and is taken for a sound one.
    """
    if not isinstance(urls, Mapping):
        yield at(
            "pagerUrls",
            "must be a mapping of names to addresses, each encrypted by itself: "
            "pulumi config set --secret --path 'megane:pagerUrls.NAME'",
        )
        return
    for name, url in urls.items():
        if _NAME.fullmatch(str(name)) is None:
            yield at(f"pagerUrls.{name}", "must have a name of lower-case letters, digits and -, a letter first")
        if url != hidden and not (isinstance(url, str) and _URL.fullmatch(url)):
            yield at(f"pagerUrls.{name}", "must be an address that starts with https://, without user and password")
