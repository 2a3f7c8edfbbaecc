"""How fast a gp3 volume can be, and which moments a restore takes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.rds import gp3_problem, is_utc_time

small, large = st.integers(20, 399), st.integers(400, 65536)
some_iops, some_throughput = st.integers(1, 100_000), st.integers(1, 10_000)


@given(st.one_of(small, large))
def test_the_speed_that_gp3_comes_with_is_always_right(gib: int) -> None:
    assert gp3_problem(gib, None, None) is None


@given(small, some_iops, some_throughput)
def test_a_small_volume_has_one_speed(gib: int, iops: int, throughput: int) -> None:
    for asked in ((iops, None), (None, throughput), (iops, throughput)):
        assert gp3_problem(gib, *asked) == (
            "must be left out, and so must the throughput, below 400 GiB: gp3 has a fixed 3000 IOPS and 125 MiB/s "
            f"at {gib} GiB"
        )


@given(large, some_iops, some_throughput)
def test_a_large_volume_has_both_within_their_ranges_and_their_ratio(gib: int, iops: int, throughput: int) -> None:
    allowed = 12_000 <= iops <= 64_000 and 500 <= throughput <= 4_000 and throughput / iops <= 0.25

    assert (gp3_problem(gib, iops, throughput) is None) is allowed
    assert (gp3_problem(gib, iops, None) is None) is (12_000 <= iops <= 64_000)
    assert (gp3_problem(gib, None, throughput) is None) is (500 <= throughput <= 3_000)  # of 12,000 IOPS


@pytest.mark.parametrize(
    ("iops", "throughput", "problem"),
    [
        (11_999, None, "must be from 12000 to 64000, not 11999"),
        (64_001, None, "must be from 12000 to 64000, not 64001"),
        (None, 499, "must go with a throughput from 500 to 4000 MiB/s, not 499"),
        (64_000, 4001, "must go with a throughput from 500 to 4000 MiB/s, not 4001"),
        (15_999, 4000, "must be at least 16000, 4 times the throughput of 4000 MiB/s"),
        (None, 3001, "must be at least 12004, 4 times the throughput of 3001 MiB/s"),
    ],
)
def test_what_is_wrong_is_said(iops: int | None, throughput: int | None, problem: str) -> None:
    assert gp3_problem(400, iops, throughput) == problem


@given(st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC)))
def test_every_moment_in_utc_is_one(moment: datetime) -> None:
    assert is_utc_time(moment.strftime("%Y-%m-%dT%H:%M:%SZ"))


@pytest.mark.parametrize(
    "text",
    [
        "", "2026-11-01", "2026-11-01T03:00Z", "2026-11-01T03:00:00", "2026-11-01T03:00:00+09:00",
        "2026-11-01 03:00:00Z", "2026-02-30T03:00:00Z", "2026-11-01T24:00:00Z", "2026-11-01T03:00:00.5Z",
        "2026-11-01T03:00:00Z\n", "２０２６-11-01T03:00:00Z",
    ],
)  # fmt: skip
def test_anything_else_is_none(text: str) -> None:
    assert not is_utc_time(text)


@given(st.text(max_size=24))
def test_no_text_breaks_it(text: str) -> None:
    assert not is_utc_time(text) or datetime.fromisoformat(text)
