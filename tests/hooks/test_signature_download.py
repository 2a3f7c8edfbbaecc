"""How a layer is fetched from the address that ECR gives."""

from __future__ import annotations

import io
from urllib.error import URLError

import pytest

from hooks.clients import patient
from hooks.lifecycle import NotYetError, RefusedError
from hooks.signature_check import registry

LIMIT = 1 << 20


def answered(monkeypatch: pytest.MonkeyPatch, data: bytes) -> list[tuple[str, float]]:
    asked: list[tuple[str, float]] = []

    def urlopen(url: str, timeout: float) -> io.BytesIO:
        asked.append((url, timeout))
        return io.BytesIO(data)

    monkeypatch.setattr(registry, "urlopen", urlopen)
    return asked


def test_a_layer_comes_by_tls_and_within_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answered(monkeypatch, b"{}")

    assert registry.download("https://layers.example.com/1") == b"{}"
    assert asked == [("https://layers.example.com/1", 10)]
    for url in ("http://layers.example.com/1", "file:///proc/self/environ"):
        with pytest.raises(RefusedError, match="without TLS"):
            registry.download(url)
    assert len(asked) == 1


def test_a_layer_that_is_too_large_is_no_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    answered(monkeypatch, b"x" * LIMIT)
    assert len(registry.download("https://layers.example.com/1")) == LIMIT
    answered(monkeypatch, b"x" * (LIMIT + 1))
    with pytest.raises(RefusedError, match="too large"):
        registry.download("https://layers.example.com/1")


def test_an_address_that_does_not_answer_may_answer_later(monkeypatch: pytest.MonkeyPatch) -> None:
    def urlopen(url: str, timeout: float) -> io.BytesIO:
        raise URLError("no route")

    monkeypatch.setattr(registry, "urlopen", urlopen)
    with pytest.raises(NotYetError, match="no route"):
        patient(lambda: registry.download("https://layers.example.com/1"))
