"""RFC 9457 problem documents: every failure as one shape, in the reader's language."""

import json
import logging
from collections.abc import Mapping
from typing import Any

import orjson
import sqlalchemy.exc
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from triloom.api.validation import validation_fault
from triloom.audit.refusals import note_refusal
from triloom.database.outages import outage_code, outage_error
from triloom.messages import CATALOGUE
from triloom_core.errors import Fault, TriloomError
from triloom_core.json_types import Json
from triloom_core.messages import render
from triloom_core.text import negotiate_language

PROBLEM_JSON = "application/problem+json"
_log = logging.getLogger("triloom.api")


def language_of(request: Request) -> str:
    """Return the language of the answer: the reader's own once known, else Accept-Language."""
    known = getattr(request.state, "language", None)
    return known or negotiate_language(request.headers.get("accept-language"))


def fault_to_json(fault: Fault, language: str) -> dict[str, Json]:
    """Return a fault as one member of `errors`."""
    return {
        "pointer": fault.pointer,
        "code": fault.code,
        "message": render(CATALOGUE, fault.code, language, fault.data),
        "data": dict(fault.data),
    }


def problem_response(request: Request, error: TriloomError) -> Response:
    """Return the problem document of an error."""
    language = language_of(request)
    detail = render(CATALOGUE, error.code, language, error.data)
    body: dict[str, Json] = {
        "type": f"urn:triloom:problem:{error.code}",
        "title": detail.split(". ")[0].split("。")[0],
        "status": error.status,
        "detail": detail,
        "code": error.code,
        "data": error.data,
        "errors": [fault_to_json(fault, language) for fault in error.faults],
        "request_id": getattr(request.state, "request_id", None),
        **error.extra,
    }
    return Response(
        _encode(body),
        status_code=error.status,
        media_type=PROBLEM_JSON,
        headers={"Cache-Control": "no-store", "Content-Language": language, **error.headers},
    )


def _encode(body: dict[str, Json]) -> bytes:
    try:
        return orjson.dumps(body, default=str)
    except TypeError:
        # Half a surrogate pair or a huge number that the client sent: escaped, not refused again.
        return json.dumps(body, default=str).encode()


def _pointer(location: tuple[Any, ...]) -> str:
    parts = [str(part) for part in location if part not in ("body",)]
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


def _from_validation(error: RequestValidationError) -> TriloomError:
    in_query = any(item["loc"] and item["loc"][0] in ("query", "path") for item in error.errors())
    faults: list[Fault] = []
    for item in error.errors():
        if item["type"] == "json_invalid":
            reason = str(item.get("ctx", {}).get("error", "JSON"))
            return TriloomError("request.malformed_json", status=422, data={"reason": reason})
        faults.append(validation_fault(item, _pointer(tuple(item["loc"]))))
    return TriloomError("request.invalid", status=400 if in_query else 422, faults=faults)


def _from_http(request: Request, error: HTTPException) -> TriloomError:
    headers: Mapping[str, str] = error.headers or {}
    if error.status_code == 405:  # noqa: PLR2004
        allowed = headers.get("Allow", headers.get("allow", ""))
        data: dict[str, Json] = {"method": request.method, "allowed": allowed}
        return TriloomError(
            "request.method_not_allowed", status=405, data=data, headers={"Allow": allowed}
        )
    if error.status_code == 404:  # noqa: PLR2004
        return TriloomError("request.not_found", status=404, data={"path": request.url.path})
    return TriloomError("request.invalid", status=error.status_code, data={}, headers=dict(headers))


def _from_database(error: sqlalchemy.exc.DBAPIError) -> TriloomError | None:
    code = outage_code(error)
    if code is not None:
        return outage_error(code)
    if isinstance(error, sqlalchemy.exc.DataError):
        return TriloomError("value.out_of_range", status=422)
    if isinstance(error, sqlalchemy.exc.IntegrityError):
        # Two requests made the same thing at once; the checks before the write saw neither.
        _log.warning("a constraint refused a write", exc_info=error)
        return TriloomError("request.conflict", status=409)
    return None


def install_problem_handlers(app: FastAPI) -> None:
    """Register a handler for every failure, so that no traceback or SQL leaves the process."""

    @app.exception_handler(TriloomError)
    def on_known(request: Request, error: TriloomError) -> Response:
        note_refusal(request, error)
        return problem_response(request, error)

    @app.exception_handler(RequestValidationError)
    def on_validation(request: Request, error: RequestValidationError) -> Response:
        return problem_response(request, _from_validation(error))

    @app.exception_handler(HTTPException)
    def on_http(request: Request, error: HTTPException) -> Response:
        return problem_response(request, _from_http(request, error))

    @app.exception_handler(sqlalchemy.exc.TimeoutError)
    def on_pool(request: Request, _error: sqlalchemy.exc.TimeoutError) -> Response:
        busy = TriloomError("service.busy", status=503, headers={"Retry-After": "2"})
        return problem_response(request, busy)

    @app.exception_handler(sqlalchemy.exc.DBAPIError)
    def on_database(request: Request, error: sqlalchemy.exc.DBAPIError) -> Response:
        known = _from_database(error)
        if known is None:
            _log.exception("unexpected database error", exc_info=error)
            known = TriloomError("internal.unexpected", status=500)
        return problem_response(request, known)

    @app.exception_handler(sqlalchemy.exc.StatementError)
    def on_statement(request: Request, error: sqlalchemy.exc.StatementError) -> Response:
        if not isinstance(error.orig, (UnicodeError, TypeError, OverflowError)):
            return on_unexpected(request, error)
        _log.warning("a value could not be bound: %s", type(error.orig).__name__)
        return problem_response(request, TriloomError("value.out_of_range", status=422))

    @app.exception_handler(UnicodeEncodeError)
    def on_text(request: Request, _error: UnicodeEncodeError) -> Response:
        return problem_response(request, TriloomError("value.out_of_range", status=422))

    @app.exception_handler(Exception)
    def on_unexpected(request: Request, error: Exception) -> Response:
        code = outage_code(error)
        if code is not None:
            return problem_response(request, outage_error(code))
        _log.exception("unexpected error", exc_info=error)
        return problem_response(request, TriloomError("internal.unexpected", status=500))
