"""`load`: from Pulumi's configuration, as text, to settings; and the guard in front of real accounts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import NoReturn

import pulumi
import pytest
from pulumi.runtime import config as pulumi_config
from pulumi.runtime import mocks, rpc
from pulumi.runtime import settings as pulumi_settings

import settings
from planning.holidays import LAST
from tests.days import fixed
from tests.settings.stack_values import DELETED, Values, values

Configure = Callable[..., None]


class NoMocks(mocks.Mocks):
    """Of a test monitor that nothing is registered with."""

    def new_resource(self, args: mocks.MockResourceArgs) -> NoReturn:
        raise AssertionError(args.name)

    def call(self, args: mocks.MockCallArgs) -> NoReturn:
        raise AssertionError(args.token)


@pytest.fixture
def on_test_monitor(monkeypatch: pytest.MonkeyPatch) -> None:
    monitor = mocks.MockMonitor(NoMocks())
    monkeypatch.setattr(pulumi_settings, "get_monitor", lambda: monitor)


@pytest.fixture
def on_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulumi_settings, "get_monitor", object)


@pytest.fixture
def configure() -> Iterator[Configure]:
    """Sets the configuration as Pulumi does: JSON for what is structured, text for the rest; and takes it back."""
    config, secret_keys = pulumi_config.CONFIG.get(), pulumi_config._SECRET_KEYS.get()

    def run(stack: Values, *, secret: tuple[str, ...] = (), **others: str) -> None:
        texts = {
            "aws:region" if key == "region" else f"megane:{key}": value if isinstance(value, str) else json.dumps(value)
            for key, value in stack.items()
        }
        texts |= {key.replace("__", ":"): value for key, value in others.items()}
        pulumi_config.set_all_config(texts, list(secret))

    yield run
    pulumi_config.CONFIG.set(config)
    pulumi_config._SECRET_KEYS.set(secret_keys)


@pytest.mark.usefixtures("on_engine")
def test_load_is_parse_of_the_whole_configuration(configure: Configure) -> None:
    stack = values({"separateKeys": True, "owner": "123", "thresholds.cpuPercent": 70})
    configure(stack, other__key="left alone", aws__profile="left alone")
    assert settings.load() == settings.parse(stack)


@pytest.mark.usefixtures("on_engine")
def test_load_reads_the_environment_of_the_language_host(configure: Configure, monkeypatch: pytest.MonkeyPatch) -> None:
    configure({})
    texts = {
        "aws:region" if key == "region" else f"megane:{key}": value if isinstance(value, str) else json.dumps(value)
        for key, value in values().items()
    }
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps(texts))
    assert settings.load() == settings.parse(values())


@pytest.mark.usefixtures("on_test_monitor")
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"databse": "x"}, ["megane:databse: unknown key; did you mean database?"]),
        ({"separateKeys": "yes"}, ['megane:separateKeys: must be true or false; given: "yes"']),
        ({"cache": "{broken"}, ['megane:cache: must be a mapping; given: "{broken"']),
    ],
)
def test_load_tells_mistakes(configure: Configure, changes: Values, said: list[str]) -> None:
    configure(values(changes))
    with pytest.raises(settings.SettingsError) as caught:
        settings.load()
    assert [str(problem) for problem in caught.value.problems] == said


@pytest.mark.usefixtures("on_test_monitor")
def test_the_region_is_not_ours(configure: Configure) -> None:
    configure(values(), megane__region="ap-northeast-1")
    with pytest.raises(settings.SettingsError, match="megane:region: unknown key; did you mean aws:region") as caught:
        settings.load()
    assert len(caught.value.problems) == 1


@pytest.mark.usefixtures("on_test_monitor")
def test_a_stack_without_a_region_is_told_so(configure: Configure) -> None:
    configure(values({"region": DELETED}))
    with pytest.raises(settings.SettingsError, match="aws:region: is required"):
        settings.load()


@pytest.mark.usefixtures("on_test_monitor")
@pytest.mark.parametrize("key", ["notifications", "account", "profile"])
def test_only_what_is_kept_secret_may_be_encrypted(configure: Configure, key: str) -> None:
    configure(values(), secret=(f"megane:{key}", "megane:apiSecrets", "megane:pagerUrls", "other:token"))
    with pytest.raises(settings.SettingsError) as caught:
        settings.load()
    assert [str(problem) for problem in caught.value.problems] == [
        f"megane:{key}: must not be encrypted: settings are printed; only apiSecrets and pagerUrls hold secrets"
    ]


EXAMPLES: Values = {"dns.domain": "shop.example.com", "waf.adminCidrs": ["203.0.113.0/24"], "account": "111122223333"}


@pytest.mark.usefixtures("on_test_monitor")
def test_examples_are_listed_on_the_test_monitor(configure: Configure) -> None:
    configure(values(EXAMPLES))
    assert settings.load().examples == [
        ("megane:account", "111122223333"),
        ("megane:dns.domain", "shop.example.com"),
        ("megane:waf.adminCidrs[0]", "203.0.113.0/24"),
    ]


@pytest.mark.usefixtures("on_engine")
def test_examples_are_refused_all_at_once_elsewhere(configure: Configure) -> None:
    configure(values(EXAMPLES))
    with pytest.raises(settings.SettingsError) as caught:
        settings.load()
    assert str(caught.value) == (
        "3 mistakes in the stack's settings; nothing was registered.\n"
        '  megane:account: is still an example: give the real value before going to AWS; given: "111122223333"\n'
        '  megane:dns.domain: is still an example: give the real value before going to AWS; given: "shop.example.com"\n'
        "  megane:waf.adminCidrs[0]: is still an example: give the real value before going to AWS; "
        'given: "203.0.113.0/24"'
    )


@pytest.mark.usefixtures("on_engine")
def test_an_emulator_takes_examples(configure: Configure) -> None:
    configure(values(EXAMPLES | {"emulator": {"endpoint": "http://127.0.0.1:5000"}}))
    loaded = settings.load()
    assert loaded.emulator is not None
    assert loaded.emulator.endpoint == "http://127.0.0.1:5000"


@pytest.mark.parametrize(
    ("key", "name", "read"),
    [("apiSecrets", "MAIL_TOKEN", settings.api_secret), ("pagerUrls", "pagerduty", settings.pager_url)],
)
def test_a_secret_gives_its_text_as_a_secret(
    configure: Configure, key: str, name: str, read: Callable[[str], pulumi.Output[str]]
) -> None:
    configure({key: {name: "text"}}, secret=(f"megane:{key}",))

    async def told() -> tuple[str | None, bool]:
        return await read(name).future(), await read(name).is_secret()

    assert asyncio.run(told()) == ("text", True)


@pytest.mark.usefixtures("on_test_monitor")
def test_what_cannot_be_decrypted_here_is_taken_for_sound(configure: Configure) -> None:
    configure(values({"pagerUrls": {"pagerduty": rpc.UNKNOWN}}), secret=("megane:pagerUrls",))
    assert settings.load().pager_urls == ("pagerduty",)


@pytest.mark.usefixtures("on_test_monitor")
@pytest.mark.parametrize(("days", "told"), [(61, 0), (60, 1)])
def test_a_calendar_that_ends_is_told_in_time(
    configure: Configure, monkeypatch: pytest.MonkeyPatch, days: int, told: int
) -> None:
    said: list[str] = []
    monkeypatch.setattr(settings, "date", fixed(str(LAST - timedelta(days=days))))
    monkeypatch.setattr(pulumi.log, "warn", said.append)
    configure(values())
    settings.load()
    assert len(said) == told
    assert all(f"calendar of business hours ends on {LAST}" in text for text in said)
