"""The pools: hand a job to a child, bound how many run, and turn every end into an answer."""

import contextlib
import threading
import time
from collections.abc import Mapping
from typing import cast

from triloom.children import frames
from triloom.children.allowed import ALLOWED_FUNCTIONS
from triloom.children.child import (
    Cancellation,
    Child,
    ChildCancelledError,
    ChildTimeoutError,
)
from triloom.children.limits import PLANS, PoolName, PoolPlan
from triloom_core.errors import Fault, TriloomError
from triloom_core.json_types import Json, JsonObject

_RETRY_SECONDS = 5
_CLIENT_ERRORS = range(400, 500)


class Children:
    """Both pools of one process. Children start on first use; `close()` ends them all."""

    def __init__(
        self,
        *,
        allowed: frozenset[str] = ALLOWED_FUNCTIONS,
        plans: Mapping[PoolName, PoolPlan] = PLANS,
    ) -> None:
        self._allowed = allowed
        self._pools = {name: _Pool(name, plan) for name, plan in plans.items()}

    def call(
        self,
        *,
        pool: PoolName,
        function: str,
        payload: Json = None,
        body: bytes | None = None,
        timeout: float = 30.0,
        cancel: Cancellation | None = None,
    ) -> Json:
        """Run `module:function` on JSON in a child and return its JSON; `timeout` in seconds.

        Raises TriloomError: the function's own, 422 when it failed or was killed (with the
        reason), 429 when the pool is full.
        """
        answer, _body = self.exchange(
            pool=pool,
            function=function,
            payload=payload,
            body=body,
            timeout=timeout,
            cancel=cancel,
        )
        return answer

    def call_bytes(
        self,
        *,
        pool: PoolName,
        function: str,
        payload: Json = None,
        body: bytes | None = None,
        timeout: float = 30.0,
        cancel: Cancellation | None = None,
    ) -> bytes:
        """Like `call`, for a function that answers bytes."""
        _answer, content = self.exchange(
            pool=pool,
            function=function,
            payload=payload,
            body=body,
            timeout=timeout,
            cancel=cancel,
        )
        if content is None:
            raise _failed(function, "the task answered no bytes")
        return content

    def exchange(
        self,
        *,
        pool: PoolName,
        function: str,
        payload: Json = None,
        body: bytes | None = None,
        timeout: float = 30.0,
        cancel: Cancellation | None = None,
    ) -> frames.Frame:
        """Like `call`, for a function that answers JSON and bytes; either may be None."""
        if function not in self._allowed:
            message = f"{function} is not in the list of functions that a child may run"
            raise ValueError(message)
        request: JsonObject = {
            "function": function,
            "payload": payload,
            "seconds": timeout,
        }
        answer, content = self._pools[pool].ask(
            (request, body), function=function, seconds=timeout, cancel=cancel
        )
        return _unpack(cast("JsonObject", answer), function), content

    def warm(self, *functions: str) -> threading.Thread:
        """Start trusted children in the background and let them import what `functions` need.

        For `serve`, after readiness: the first chart of the day then waits for no import.
        """

        def import_all() -> None:
            for function in functions:
                with contextlib.suppress(TriloomError):
                    self.call(pool="trusted", function=function)

        thread = threading.Thread(target=import_all, name="warm-children", daemon=True)
        thread.start()
        return thread

    def close(self) -> None:
        """End every child, also those that are at work."""
        for pool in self._pools.values():
            pool.close()


class _Pool:
    def __init__(self, name: PoolName, plan: PoolPlan) -> None:
        self._name = name
        self._plan = plan
        self._places = threading.BoundedSemaphore(plan.running)
        self._lock = threading.Lock()
        self._idle: list[Child] = []
        self._busy: set[Child] = set()
        self._waiting = 0

    def ask(
        self,
        frame: frames.Frame,
        *,
        function: str,
        seconds: float,
        cancel: Cancellation | None,
    ) -> frames.Frame:
        self._enter(seconds)
        try:
            child = self._take()
            try:
                answer = self._ask(child, frame, function, seconds, cancel)
            except BaseException:
                self._drop(child)
                raise
            self._give_back(child)
            return answer
        finally:
            self._places.release()

    def _ask(
        self,
        child: Child,
        frame: frames.Frame,
        function: str,
        seconds: float,
        cancel: Cancellation | None,
    ) -> frames.Frame:
        limit = self._plan.limits.reply_bytes
        deadline = time.monotonic() + seconds
        try:
            return child.ask(frame, limit=limit, deadline=deadline, cancel=cancel)
        except ChildTimeoutError as error:
            data: JsonObject = {"function": function, "seconds": round(seconds, 1)}
            raise TriloomError("children.timeout", data=data) from error
        except ChildCancelledError as error:
            raise TriloomError("children.cancelled", data={"function": function}) from error
        except frames.FrameTooLargeError as error:
            data = {"function": function, "limit": limit}
            raise TriloomError("children.result_too_large", data=data) from error
        except frames.FrameError as error:
            reason = f"exit status {child.kill()}"
            data = {"function": function, "reason": reason}
            raise TriloomError("children.killed", data=data) from error

    def _enter(self, seconds: float) -> None:
        if self._places.acquire(blocking=False):
            return
        with self._lock:
            is_full = self._waiting >= self._plan.waiting
            self._waiting += 0 if is_full else 1
        if is_full:
            raise self._busy_error()
        try:
            if not self._places.acquire(timeout=seconds):
                raise self._busy_error()
        finally:
            with self._lock:
                self._waiting -= 1

    def _busy_error(self) -> TriloomError:
        return TriloomError(
            "children.busy",
            status=429,
            data={"limit": self._plan.running, "seconds": _RETRY_SECONDS},
            headers={"Retry-After": str(_RETRY_SECONDS)},
        )

    def _take(self) -> Child:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.is_alive():
                    self._busy.add(child)
                    return child
                child.kill()
        child = Child(self._name)
        with self._lock:
            self._busy.add(child)
        return child

    def _give_back(self, child: Child) -> None:
        if child.jobs_done >= self._plan.jobs_per_child:
            self._drop(child)
            return
        with self._lock:
            self._busy.discard(child)
            self._idle.append(child)

    def _drop(self, child: Child) -> None:
        with self._lock:
            self._busy.discard(child)
        child.kill()

    def close(self) -> None:
        with self._lock:
            children = [*self._idle, *self._busy]
            self._idle.clear()
            self._busy.clear()
        for child in children:
            child.kill()


def _unpack(answer: JsonObject, function: str) -> Json:
    if "error" in answer:
        raise _restore(cast("JsonObject", answer["error"]), function)
    if "killed" in answer:
        data: JsonObject = {"function": function, "reason": str(answer["killed"])}
        raise TriloomError("children.killed", data=data)
    if "failed" in answer:
        raise _failed(function, str(answer["failed"]))
    return answer.get("result")


def _failed(function: str, reason: str) -> TriloomError:
    return TriloomError("children.failed", data={"function": function, "reason": reason})


def _restore(error: JsonObject, function: str) -> TriloomError:
    status = error.get("status")
    if not isinstance(status, int) or status not in _CLIENT_ERRORS:
        return _failed(function, str(error.get("code")))
    faults = cast("list[JsonObject]", error.get("faults") or [])
    return TriloomError(
        str(error["code"]),
        status=status,
        data=cast("JsonObject", error.get("data") or {}),
        faults=[
            Fault(
                str(f["pointer"]),
                str(f["code"]),
                cast("JsonObject", f.get("data") or {}),
            )
            for f in faults
        ],
    )
