from __future__ import annotations

import html
from html.parser import HTMLParser

import pytest

from planning.maintenance import LONGEST_MESSAGE, MOST_BYTES, page, web_acl_metric


class Text(HTMLParser):
    """The text that a reader sees, by language."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.languages = [""]
        self.seen: dict[str, str] = {}
        self.tags: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("meta",):
            self.languages.append(dict(attrs).get("lang") or self.languages[-1])

    def handle_endtag(self, tag: str) -> None:
        self.languages.pop()

    def handle_data(self, data: str) -> None:
        self.seen[self.languages[-1]] = self.seen.get(self.languages[-1], "") + data


def test_the_page_speaks_both_languages() -> None:
    seen = Text(page()).seen

    assert "ただいまメンテナンス中です" in seen["ja"]
    assert "We are down for maintenance" in seen["en"]


def test_the_operators_words_stand_on_it_as_they_are() -> None:
    words = 'Back <b>soon</b> & "well" — 4時まで'

    plain, told = Text(page()), Text(page(words))
    assert words in told.seen["ja"]
    assert sorted(told.tags) == sorted([*plain.tags, "p"])  # no markup of theirs
    assert html.escape(words)[:20] in page(words)


@pytest.mark.parametrize(
    "message", [None, "あ" * LONGEST_MESSAGE, '"' * LONGEST_MESSAGE, "\U0010ffff" * LONGEST_MESSAGE]
)
def test_the_firewall_takes_it(message: str | None) -> None:
    text = page(message)

    assert text.isascii()  # bytes and characters are the same, and no character set matters
    assert len(text) <= MOST_BYTES


def test_it_loads_nothing_and_no_search_engine_keeps_it() -> None:
    text = page("x")

    assert "http" not in text
    assert "url(" not in text
    assert not {"script", "img", "link"} & set(Text(text).tags)
    assert '<meta name="robots" content="noindex">' in text
    assert '<meta name="viewport" content="width=device-width,initial-scale=1">' in text


def test_stacks_of_one_account_have_numbers_of_their_own() -> None:
    names = {web_acl_metric(prefix, at_edge=edge) for prefix in ("megane-dev", "megane-prod") for edge in (True, False)}

    assert names == {"megane-dev-waf", "megane-dev-waf-edge", "megane-prod-waf", "megane-prod-waf-edge"}
