"""The child's side: bind itself to its limits, then answer one frame after the other.

Started as `python -I -m triloom.children.worker POOL` with pipes as standard input and output.
Anything that a library prints goes to standard error, never into the answers.
"""

import importlib
import os
import signal
import sys
from typing import cast

from triloom.children import frames
from triloom.children.limits import PLANS, Limits, PoolName
from triloom_core.errors import Fault, TriloomError
from triloom_core.json_types import Json, JsonObject


def main() -> None:
    """Serve until the server closes the pipe or the limits end this process."""
    limits = PLANS[cast("PoolName", sys.argv[1])].limits
    answers = os.dup(1)
    os.dup2(2, 1)
    limits.apply()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            request, body = frames.read(lambda count: os.read(0, count), sys.maxsize)
        except frames.FrameError:
            return
        _send(answers, frames.encode(_answer(cast("JsonObject", request), body, limits)))


def _answer(request: JsonObject, body: bytes | None, limits: Limits) -> frames.Frame:
    limits.allow_cpu(int(cast("float", request["seconds"])) + 1)
    try:
        result = _call(str(request["function"]), request["payload"], body)
    except TriloomError as error:
        return {"error": _describe(error)}, None
    except MemoryError:
        return {"killed": "memory"}, None
    except Exception as error:  # noqa: BLE001  (the boundary: every fault of a job becomes an answer)
        return {"failed": f"{type(error).__name__}: {error}"[:500]}, None
    if isinstance(result, tuple):
        return {"result": result[0]}, result[1]
    if isinstance(result, bytes):
        return {"bytes": True}, result
    return {"result": result}, None


def _call(name: str, payload: Json, body: bytes | None) -> "Json | bytes | tuple[Json, bytes]":
    module, _, function = name.partition(":")
    target = getattr(importlib.import_module(module), function)
    answer = target(payload) if body is None else target(payload, body)
    return cast("Json | bytes | tuple[Json, bytes]", answer)


def _describe(error: TriloomError) -> Json:
    faults: list[Json] = [_describe_fault(fault) for fault in error.faults]
    return {
        "code": error.code,
        "status": error.status,
        "data": error.data,
        "faults": faults,
    }


def _describe_fault(fault: Fault) -> Json:
    return {"pointer": fault.pointer, "code": fault.code, "data": dict(fault.data)}


def _send(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


if __name__ == "__main__":
    main()
