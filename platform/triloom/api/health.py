"""Health of the process and readiness of what it depends on."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from triloom import __version__
from triloom.api.dependencies import services_of
from triloom.database.durability import weak_settings
from triloom.database.sqlite_library import library_version

router = APIRouter(tags=["operations"])


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """Tell that the process answers."""
    return {"status": "ok", "version": __version__}


@router.get("/readyz")
def readyz(request: Request) -> JSONResponse:
    """Tell whether the database and the jobs can be used; 503 with the reason when not."""
    services = services_of(request)
    try:
        with services.database.read() as connection:
            connection.execute(text("SELECT 1"))
            weak = weak_settings(connection)
    except SQLAlchemyError as error:
        reason = type(error).__name__
        return JSONResponse({"status": "unavailable", "database": reason}, 503)
    return JSONResponse(
        {
            "status": "ready",
            "database": services.database.dialect,
            "durability": "weak: " + ", ".join(weak) if weak else "full",
            "sqlite": library_version(),
            "jobs": services.jobs.health(),
        }
    )
