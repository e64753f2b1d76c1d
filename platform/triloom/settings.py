"""Configuration: environment only, prefix TRILOOM_, checked at start."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator decided; see docs/operator.md for each variable."""

    data_dir: Path
    database_url: str
    host: str
    port: int
    secret_key: bytes
    public_url: str | None
    log_format: str
    report_engine_url: str | None
    smtp_url: str | None
    demo_password: str | None
    organisation: str | None
    jobs: str = "durable"

    @property
    def files_dir(self) -> Path:
        """The folder of uploaded files."""
        return self.data_dir / "files"


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; create DATA_DIR and SECRET_KEY when they are absent.

    Raises ValueError with the variable's name when a value cannot be used.
    """
    source = os.environ if environment is None else environment

    def read(name: str, default: str | None = None) -> str | None:
        return source.get(f"TRILOOM_{name}") or default

    data_dir = Path(read("DATA_DIR", "data") or "data").absolute()
    data_dir.mkdir(parents=True, exist_ok=True)
    port_text = read("PORT", "8000") or "8000"
    if not port_text.isdigit() or not 0 <= int(port_text) < 65536:
        message = f"TRILOOM_PORT must be a port number, not {port_text!r}"
        raise ValueError(message)
    report_engine_url = read("REPORT_ENGINE_URL")
    if report_engine_url is not None:
        message = (
            "TRILOOM_REPORT_ENGINE_URL is set, but this release runs the embedded engine only; "
            "unset it to start"
        )
        raise ValueError(message)
    return Settings(
        data_dir=data_dir,
        database_url=read("DATABASE_URL") or f"sqlite:///{data_dir / 'triloom.db'}",
        host=read("HOST", "127.0.0.1") or "127.0.0.1",
        port=int(port_text),
        secret_key=_secret_key(read("SECRET_KEY"), data_dir),
        public_url=read("PUBLIC_URL"),
        log_format=read("LOG_FORMAT", "text") or "text",
        report_engine_url=report_engine_url,
        smtp_url=read("SMTP_URL"),
        demo_password=read("DEMO_PASSWORD"),
        organisation=read("ORGANISATION"),
        jobs=_jobs(read("JOBS", "durable") or "durable"),
    )


def _jobs(given: str) -> str:
    if given not in ("durable", "inline"):
        message = f"TRILOOM_JOBS must be 'durable' or 'inline', not {given!r}"
        raise ValueError(message)
    return given


_REFUSED_KEYS = {"secret", "changeme", "change-me", "password", "default"}
_SHORTEST_KEY = 16


def _secret_key(given: str | None, data_dir: Path) -> bytes:
    if given is not None:
        if given.lower() in _REFUSED_KEYS or len(given) < _SHORTEST_KEY:
            message = "TRILOOM_SECRET_KEY is a sample value or shorter than 16 characters"
            raise ValueError(message)
        return given.encode()
    path = data_dir / "secret_key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_bytes().strip()
