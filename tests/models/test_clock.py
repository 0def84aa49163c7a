"""The clock: stamps only grow, and somebody else's wrong clock does not become ours."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sbp_desktop.models.clock import COUNTER_BITS, MAX_AHEAD_MS, HybridClock, local_day, stamp_ms

NOW = 1_790_000_000_000


@given(st.lists(st.integers(0, 2**46), min_size=1, max_size=30))
def test_stamps_grow_whatever_the_wall_clock_does(walls: list[int]) -> None:
    at = iter(walls)
    clock = HybridClock(now_ms=lambda: next(at))
    stamps = [clock.tick() for _ in walls]
    assert stamps == sorted(set(stamps))
    assert all(stamp_ms(stamp) >= wall for stamp, wall in zip(stamps, walls, strict=True))


def test_a_full_counter_carries_into_the_milliseconds() -> None:
    clock = HybridClock(now_ms=lambda: NOW)
    for _ in range((1 << COUNTER_BITS) + 5):
        last = clock.tick()
    assert stamp_ms(last) == NOW + 1


def test_we_move_past_what_we_hear_but_not_far_ahead() -> None:
    clock = HybridClock(now_ms=lambda: NOW)
    near, far = (NOW + MAX_AHEAD_MS) << COUNTER_BITS, (NOW + MAX_AHEAD_MS + 1) << COUNTER_BITS
    clock.hear(near)
    assert clock.tick() == near + 1
    clock.hear(far)
    assert clock.tick() == near + 2


def test_a_stamp_fits_a_signed_64_bit_number_for_a_long_time() -> None:
    assert HybridClock(now_ms=lambda: 4_102_444_800_000 * 20).tick() < 2**63


def test_the_day_is_the_laptops() -> None:
    assert isinstance(local_day(NOW), date)
    assert local_day(NOW).year == 2026
