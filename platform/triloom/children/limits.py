"""What a child process may use at most, per pool."""

import resource
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

PoolName = Literal["trusted", "hostile"]

MEBIBYTE = 1024 * 1024
GIBIBYTE = 1024 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Limits:
    """Hard limits of one child; bytes, seconds and counts.

    `address_space` bounds what is reserved, `data` what can be written to. The JavaScript engine
    of the chart renderer reserves 67 GB without touching it, so its pool is bounded by `data`.
    """

    address_space: int
    data: int
    cpu_seconds: int
    file_bytes: int
    open_files: int
    reply_bytes: int

    def apply(self) -> None:
        """Bind the calling process to these limits, for good."""
        bounds = {
            resource.RLIMIT_AS: self.address_space,
            resource.RLIMIT_DATA: self.data,
            resource.RLIMIT_FSIZE: self.file_bytes,
            resource.RLIMIT_NOFILE: self.open_files,
            resource.RLIMIT_CORE: 0,
        }
        for kind, value in bounds.items():
            resource.setrlimit(kind, (value, value))

    def allow_cpu(self, seconds: int) -> None:
        """Let the calling process use `seconds` more of processor time, then end it."""
        usage = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(usage.ru_utime + usage.ru_stime) + 1 + min(seconds, self.cpu_seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


@dataclass(frozen=True, slots=True)
class PoolPlan:
    """How many children a pool runs, how long one lives, and what it may use."""

    limits: Limits
    running: int
    waiting: int
    jobs_per_child: int


PLANS: Mapping[PoolName, PoolPlan] = {
    "trusted": PoolPlan(
        limits=Limits(
            address_space=256 * GIBIBYTE,
            data=4 * GIBIBYTE,
            cpu_seconds=3600,
            file_bytes=64 * MEBIBYTE,
            open_files=256,
            reply_bytes=512 * MEBIBYTE,
        ),
        running=2,
        waiting=16,
        jobs_per_child=200,
    ),
    "hostile": PoolPlan(
        limits=Limits(
            address_space=1200 * MEBIBYTE,
            data=1200 * MEBIBYTE,
            cpu_seconds=30,
            file_bytes=0,
            open_files=32,
            reply_bytes=256 * MEBIBYTE,
        ),
        running=2,
        waiting=8,
        jobs_per_child=1,
    ),
}
"""The two pools: own work on own data, and anything that a stranger could have written."""
