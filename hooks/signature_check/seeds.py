"""What the seed may do: its image is anybody's Node, with which any command would be code that nobody signed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Sequence

from hooks.clients import Container

# What differs between services in the commands of `planning.containers`; neither JavaScript nor a shell sees more than
# a text in any of these characters.
_PATH = "/[A-Za-z0-9._~/%@:+,=-]*"
_OWN = (
    (re.compile(rf'(?<=const well=)\["{_PATH}"(?:, "{_PATH}")*\](?=;)'), "[]"),
    (re.compile(r"(?<=process\.env\.PORT\|\|)[0-9]{1,5}(?=\))"), "0"),
    (re.compile(rf'(?<=fetch\("http://localhost:)[0-9]{{1,5}}{_PATH}(?="\))'), "0/"),
)


def fingerprint(command: Sequence[str]) -> str:
    """Of a command, whatever the service's port and the path of its health check. The program tells the function those
    of the seed's commands: as texts they would not fit next to the certificates into Lambda's 4 KB of variables."""
    return hashlib.sha256(json.dumps([_general(word) for word in command]).encode()).hexdigest()


def foreign(container: Container, allowed: Collection[str]) -> str:
    """What of a container of the seed could run something else; nothing when it is as the program makes it.

    Node would follow NODE_OPTIONS, and the health check is a command as well.
    """
    if container.get("entryPoint"):
        return "has an entryPoint"
    if fingerprint(container.get("command", [])) not in allowed:
        return "has another command"
    check = container.get("healthCheck")
    if check is not None and fingerprint(check["command"]) not in allowed:
        return "has another health check"
    if container.get("secrets") or container.get("environmentFiles"):
        return "is told more than its port"
    if any(variable["name"] != "PORT" for variable in container.get("environment", [])):
        return "is told more than its port"
    if container.get("volumesFrom") or any(
        mount.get("containerPath") != "/tmp"  # noqa: S108  # the container's, not this one's
        for mount in container.get("mountPoints", [])
    ):
        return "has files from elsewhere"
    return ""


def _general(word: str) -> str:
    for own, instead in _OWN:
        word = own.sub(instead, word)
    return word
