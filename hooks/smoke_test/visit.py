"""One HTTP request, to an address that need not be the host's own."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException

from hooks.smoke_test.settings import Door

_SECONDS = 5
_LONGEST_READ = 1 << 16  # bytes of an answer; it is read so that a broken one is noticed


class NoAnswerError(Exception):
    """Why there was no answer at all."""


def get(door: Door, path: str, headers: Mapping[str, str]) -> int:
    """The status of a GET. No redirect is followed: where it leads is not what is under test."""
    try:
        connection = HTTPConnection(door.host, timeout=_SECONDS)
        connection.sock = _connected(door)
        try:
            connection.request("GET", path, headers={"User-Agent": "megane-smoke-test", **headers})
            response = connection.getresponse()
            response.read(_LONGEST_READ)
            return response.status
        finally:
            connection.close()
    except (OSError, HTTPException) as error:
        raise NoAnswerError(f"{type(error).__name__}: {error}") from error


def _connected(door: Door) -> socket.socket:
    plain = socket.create_connection((door.address, 443 if door.tls else 80), timeout=_SECONDS)
    if not door.tls:
        return plain
    try:
        # The default context verifies the chain, and that the certificate is for the host, not for the address.
        return ssl.create_default_context().wrap_socket(plain, server_hostname=door.host)
    except BaseException:
        plain.close()
        raise
