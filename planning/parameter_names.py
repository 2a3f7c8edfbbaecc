"""What Parameter Store takes for a name."""

from __future__ import annotations

import re

MAX_ARN = 1011  # of the whole ARN, not of the name alone
MAX_LEVELS = 15
_PATH = re.compile(r"[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*")


def path_problem(path: str) -> str | None:
    """What is wrong with a path below that of the stack, like `db/host`; None when nothing is."""
    if _PATH.fullmatch(path):
        return None
    return "a path is letters, digits, _ . and - between single slashes, without one at its start or end"


def name_problem(name: str, region: str, account: str) -> str | None:
    """What is wrong with a full name, like `/megane/prod/db/host`; None when nothing is.

    https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
    """
    arn = f"arn:aws:ssm:{region}:{account}:parameter{name}"
    if name.removeprefix("/").lower().startswith(("aws", "ssm")):
        return "a name must not begin with aws or ssm: AWS keeps those to itself"
    if (levels := name.count("/")) > MAX_LEVELS:
        return f"a name has {MAX_LEVELS} levels at most: this one has {levels}"
    if len(arn) > MAX_ARN:
        return f"an ARN has {MAX_ARN} characters at most: this one has {len(arn)}"
    return None
