"""One child process as the server sees it: start, ask, kill."""

import contextlib
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from typing import Protocol

from triloom.children import frames
from triloom.children.limits import PoolName


class Cancellation(Protocol):
    """Anything that can say "stop now"; `threading.Event` is one."""

    def is_set(self) -> bool:
        """Return True once the work is no longer wanted."""
        ...


class ChildTimeoutError(Exception):
    """The child did not answer in time."""


class ChildCancelledError(Exception):
    """The caller no longer wants the answer."""


_SINGLE_THREADED = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "RAYON_NUM_THREADS",
)
_POLL_SECONDS = 0.05


class Child:
    """One process with pipes, an own process group, an own temporary folder and no environment."""

    def __init__(self, pool: PoolName) -> None:
        self.jobs_done = 0
        self._folder = tempfile.mkdtemp(prefix="triloom-child-")
        environment = dict.fromkeys(_SINGLE_THREADED, "1")
        environment |= {"LANG": "C.UTF-8", "HOME": self._folder, "TMPDIR": self._folder}
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-m", "triloom.children.worker", pool],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
            env=environment,
            close_fds=True,
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input = self._process.stdin.fileno()
        self._output = self._process.stdout.fileno()
        os.set_blocking(self._input, False)
        os.set_blocking(self._output, False)

    @property
    def pid(self) -> int:
        """The process id, for the self-check and tests."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Return True while the process runs."""
        return self._process.poll() is None

    def ask(
        self,
        frame: frames.Frame,
        *,
        limit: int,
        deadline: float,
        cancel: Cancellation | None,
    ) -> frames.Frame:
        """Send one frame and return the answer of at most `limit` bytes.

        `deadline` is on the monotonic clock. Raises ChildTimeoutError, ChildCancelledError, or
        FrameError when the child died; in all three the child must be killed by the caller.
        """
        wait = _Waiter(deadline, cancel)
        view = memoryview(frames.encode(frame))
        while view:
            wait.until(self._input, selectors.EVENT_WRITE)
            try:
                view = view[os.write(self._input, view[: 1 << 20]) :]
            except BlockingIOError:
                continue
            except BrokenPipeError as error:
                raise frames.FrameError("the child ended") from error

        def receive(count: int) -> bytes:
            while True:
                wait.until(self._output, selectors.EVENT_READ)
                try:
                    return os.read(self._output, count)
                except BlockingIOError:
                    continue

        answer = frames.read(receive, limit)
        self.jobs_done += 1
        return answer

    def kill(self) -> int:
        """End the whole process group, remove its folder, and return the exit status."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        status = self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        return status


class _Waiter:
    """Waits for a pipe, the deadline or a cancel, whichever comes first."""

    def __init__(self, deadline: float, cancel: Cancellation | None) -> None:
        self._deadline = deadline
        self._cancel = cancel

    def until(self, descriptor: int, events: int) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, events)
            while True:
                if self._cancel is not None and self._cancel.is_set():
                    raise ChildCancelledError
                left = self._deadline - time.monotonic()
                if left <= 0:
                    raise ChildTimeoutError
                slice_seconds = left if self._cancel is None else min(left, _POLL_SECONDS)
                if selector.select(slice_seconds):
                    return
