"""The request itself, against a server on this machine that stands for the load balancer."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hooks import clients
from hooks.smoke_test import handler
from hooks.smoke_test.settings import Door
from hooks.smoke_test.visit import NoAnswerError, get
from tests.hooks import signing
from tests.hooks.fakes import Ssm, event

ARN = "arn:aws:ssm:ap-northeast-1:111122223333:parameter/megane/test/alb/test-header"
DOOR = Door(host="app.example.com", address="lb.example.com", tls=True, headers={})
STATUS = {"/health": 200, "/moved": 302, "/broken": 503}


class Balancer(BaseHTTPRequestHandler):
    """Answers by STATUS and remembers what it was asked."""

    seen: list[tuple[str, str | None, str | None]] = []  # noqa: RUF012  # one server at a time

    def do_GET(self) -> None:
        Balancer.seen.append((self.path, self.headers["Host"], self.headers["X-Deploy-Test"]))
        if self.path == "/silent":
            self.close_connection = True
            return
        self.send_response(STATUS[self.path])
        self.send_header("Location", "https://elsewhere.example.com/")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of app.example.com, with its key; it is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "app.example.com")])
    start = signing.NOW - timedelta(days=3650)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("app.example.com")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(*form))
    return path


@pytest.fixture(params=["https", "http"])
def door(request: pytest.FixtureRequest, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    """A way to a server that every address and port leads to."""
    Balancer.seen.clear()
    server = HTTPServer(("127.0.0.1", 0), Balancer)
    wanted = replace(DOOR, tls=request.param == "https")
    if wanted.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    connect, default = socket.create_connection, ssl.create_default_context

    def redirected(address: tuple[str, int], timeout: float) -> socket.socket:
        assert address == ("lb.example.com", 443 if wanted.tls else 80)
        return connect(("127.0.0.1", server.server_port), timeout=timeout)

    monkeypatch.setattr(socket, "create_connection", redirected)
    monkeypatch.setattr(ssl, "create_default_context", lambda: default(cafile=str(certificate)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield wanted
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_host_is_asked_for_at_the_address(door: Door) -> None:
    assert get(door, "/health", {"X-Deploy-Test": "let-me-in"}) == 200
    assert Balancer.seen == [("/health", "app.example.com", "let-me-in")]


def test_a_status_is_told_as_it_is_and_a_redirect_not_followed(door: Door) -> None:
    assert [get(door, path, {}) for path in ("/moved", "/broken")] == [302, 503]
    assert len(Balancer.seen) == 2


def test_no_answer_is_told_as_such(door: Door) -> None:
    with pytest.raises(NoAnswerError, match="RemoteDisconnected"):
        get(door, "/silent", {})


@pytest.mark.parametrize("door", ["https"], indirect=True)
def test_a_certificate_for_another_host_is_no_answer(door: Door) -> None:
    with pytest.raises(NoAnswerError, match="CERTIFICATE_VERIFY_FAILED"):
        get(replace(door, host="cdn.example.com"), "/health", {})
    assert Balancer.seen == []


def test_the_handler_from_its_environment(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    class Context:
        def get_remaining_time_in_millis(self) -> int:
            return 60_000

    monkeypatch.setenv("URL", f"http{'s' if door.tls else ''}://app.example.com")
    monkeypatch.setenv("CONNECT_TO", "lb.example.com")
    monkeypatch.setenv("HEADERS", f'{{"X-Deploy-Test": "{ARN}"}}')
    made: dict[str, Any] = {"ssm": Ssm({ARN: "let-me-in"})}
    monkeypatch.setenv("CLUSTER", "megane-test")
    monkeypatch.setattr(clients, "ssm", lambda region: made["ssm"])
    monkeypatch.setattr("hooks.smoke_test.handler.time.sleep", lambda seconds: None)

    sent = event("POST_TEST_TRAFFIC_SHIFT", {"health": "/health"})
    assert handler.handle(sent, Context()) == {"hookStatus": "SUCCEEDED"}
    assert Balancer.seen == 5 * [("/health", "app.example.com", "let-me-in")]
    monkeypatch.setenv("CLUSTER", "megane-prod")
    assert handler.handle(sent, Context()) == {"hookStatus": "FAILED"}
