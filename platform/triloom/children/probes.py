"""Small jobs with which the self-check proves that the limits of a child hold on this machine."""

import os
import sys
import time
from pathlib import Path

from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject


def run(payload: JsonObject, body: bytes | None = None) -> "Json | bytes":
    """Do what `payload["probe"]` names, with `payload["amount"]`; return what was seen."""
    amount = payload.get("amount", 0)
    size = int(amount) if isinstance(amount, int | float) else 0
    match payload.get("probe"):
        case "echo":
            return payload if body is None else body
        case "process":
            return {
                "pid": os.getpid(),
                "environment": [*sorted(os.environ)],
            }
        case "modules":
            return list[Json](name for name in sys.modules if "." not in name)
        case "sleep":
            time.sleep(size)
        case "spin":
            while True:
                size += 1
        case "allocate":
            return {"allocated": len(bytearray(size))}
        case "write":
            Path("probe").write_bytes(b"x" * size)
        case "exit":
            os._exit(size)
        case "refuse":
            raise TriloomError("children.failed", data={"function": "probe", "reason": "refused"})
        case _:
            message = f"unknown probe {payload.get('probe')!r}"
            raise ValueError(message)
    return None
