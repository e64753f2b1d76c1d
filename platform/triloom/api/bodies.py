"""Request bodies: strict JSON (no NaN, no lone surrogates, bounded depth), then a pydantic model."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import orjson
from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from triloom_core.errors import TriloomError
from triloom_core.json_types import Json

Model = TypeVar("Model", bound=BaseModel)
DEEPEST = 40


async def raw_body(request: Request) -> bytes:
    """Read the body once; idempotency keys hash the same bytes."""
    return await request.body()


RawBody = Annotated[bytes, Depends(raw_body)]


def parse_json(raw: bytes) -> Json:
    """Return the JSON value of a body; raises 422 for anything that is none, and for NUL in texts."""
    try:
        value: Json = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        data: dict[str, Json] = {"reason": str(error)}
        raise TriloomError("request.malformed_json", status=422, data=data) from None
    if b"\\u0000" in raw and _has_nul(value):
        raise TriloomError("request.malformed_json", status=422, data={"reason": "NUL character"})
    if _is_deeper(value, DEEPEST):
        raise TriloomError("request.malformed_json", status=422, data={"reason": "too deep"})
    return value


def _has_nul(value: Json) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, list):
        return any(_has_nul(item) for item in value)
    if isinstance(value, dict):
        return any("\x00" in key or _has_nul(item) for key, item in value.items())
    return False


def _is_deeper(value: Json, limit: int) -> bool:
    level: list[Json] = [value]
    for _depth in range(limit):
        level = [
            child
            for item in level
            if isinstance(item, list | dict)
            for child in (item if isinstance(item, list) else item.values())
            if isinstance(child, list | dict)
        ]
        if not level:
            return False
    return True


def body_of(model: type[Model]) -> Callable[[bytes], Model]:
    """Return a dependency that reads the body as `model`."""

    def read(raw: RawBody) -> Model:
        try:
            return model.model_validate(parse_json(raw))
        except ValidationError as error:
            problems = [{**item, "loc": ("body", *item["loc"])} for item in error.errors()]
            raise RequestValidationError(problems) from None

    return read


def described_body(model: type[BaseModel], example: Json) -> dict[str, Any]:
    """Return the `openapi_extra` of a route that reads its body itself."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    content = {"application/json": {"schema": schema, "example": example}}
    return {"requestBody": {"required": True, "content": content}}
