"""What a run is bounded by."""

from __future__ import annotations

from zero_to_cad.sandbox import Limits


def test_a_share_of_the_limits_counts_the_processor_and_lets_a_busy_machine_take_longer() -> None:
    limits = Limits(cpu_seconds=30, wall_seconds=60, memory_bytes=1 << 30)
    assert limits.within(12) == Limits(cpu_seconds=12, wall_seconds=24, memory_bytes=1 << 30)


def test_a_share_is_never_more_than_the_whole() -> None:
    assert Limits(cpu_seconds=10, wall_seconds=20).within(12) == Limits(cpu_seconds=10, wall_seconds=20)
