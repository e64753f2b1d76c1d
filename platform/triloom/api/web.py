"""Serves the built UI: hashed assets with a long cache, `index.html` with a nonce per request."""

import secrets

from fastapi import FastAPI, Request
from starlette.responses import FileResponse, HTMLResponse, Response

from triloom.resources import web_folder
from triloom_core.errors import TriloomError

_MISSING = """<!doctype html><html lang="en"><title>triloom</title>
<h1>The user interface is not built</h1><p>The API runs. Build the interface with
<code>make ui</code>, then reload.</p><h1>界面尚未构建</h1><p>API 已运行。请执行 <code>make ui</code> 后刷新。</p></html>"""
NONCE_PLACEHOLDER = "__CSP_NONCE__"


def content_security_policy(nonce: str) -> str:
    """Return the policy of a page; styles need the nonce, scripts only come from here."""
    return (
        "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
        f"font-src 'self' data:; style-src 'self' 'nonce-{nonce}'; "
        "style-src-attr 'unsafe-inline'; manifest-src 'self'; worker-src 'self' blob:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def install_web(app: FastAPI) -> None:
    """Add the catch-all route of the single-page application; API paths never reach it."""

    @app.get("/{path:path}", include_in_schema=False)
    def page(request: Request, path: str) -> Response:
        if path.startswith("api/"):
            raise TriloomError("request.not_found", status=404, data={"path": request.url.path})
        # looked up per page: a build that ends while the server runs shows at the next reload
        folder = web_folder()
        if folder is None:
            return HTMLResponse(_MISSING)
        if path.startswith("assets/") or path in ("favicon.svg", "manifest.webmanifest"):
            target = (folder / path).resolve()
            if not target.is_relative_to(folder.resolve()) or not target.is_file():
                raise TriloomError("request.not_found", status=404, data={"path": path})
            age = (
                "public, max-age=31536000, immutable" if path.startswith("assets/") else "no-cache"
            )
            return FileResponse(target, headers={"Cache-Control": age})
        nonce = secrets.token_urlsafe(16)
        html = (folder / "index.html").read_text().replace(NONCE_PLACEHOLDER, nonce)
        headers = {
            "Content-Security-Policy": content_security_policy(nonce),
            "Cache-Control": "no-cache",
        }
        return HTMLResponse(html, headers=headers)
