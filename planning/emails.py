"""What is an e-mail address: enough to catch what is none."""

from __future__ import annotations

import re

EMAIL = r"[^@\s\"<>]+@[^@\s.]+(\.[^@\s.]+)+"


def is_email(text: str) -> bool:
    return re.fullmatch(EMAIL, text) is not None
