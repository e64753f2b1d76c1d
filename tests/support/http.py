"""A small client for tests against a real server process."""

import http.client
import time
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlparse

import orjson


class Client:
    """One logged-in user; `call` returns (status, JSON) and keeps the connection."""

    def __init__(self, url: str, login: str, password: str, language: str = "en") -> None:
        self._address = urlparse(url)
        self._connection: http.client.HTTPConnection | None = None
        self.headers: dict[str, str] = {"Accept-Language": language}
        status, body = self.call(
            "POST", "/session", {"login": login, "password": password, "token": True}
        )
        assert status == 200, body
        self.headers["Authorization"] = f"Bearer {body['token']}"

    def call(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, Any]:
        """Send JSON and return the status and the JSON of the answer."""
        content = None if body is None else orjson.dumps(body)
        return self.send(
            method, path, content, {"Content-Type": "application/json", **(headers or {})}
        )

    def send(
        self, method: str, path: str, content: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, Any]:
        """Send bytes and return the status and the JSON (or bytes) of the answer."""
        if self._connection is None:
            self._connection = http.client.HTTPConnection(
                str(self._address.hostname), self._address.port, timeout=180
            )
        try:
            self._connection.request(method, f"/api/v1{path}", content, {**self.headers, **headers})
            answer = self._connection.getresponse()
            data = answer.read()
        except (http.client.HTTPException, OSError):
            self._connection.close()
            self._connection = None
            raise
        is_json = "json" in (answer.getheader("Content-Type") or "")
        return answer.status, orjson.loads(data) if is_json and data else data

    def close(self) -> None:
        """Close the kept connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def ok(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Call and insist on a 2xx."""
        status, answer = self.call(method, path, body, headers)
        assert status < 300, (method, path, status, answer)
        return answer

    def upload(
        self, path: str, file_name: str, content: bytes, fields: Mapping[str, str]
    ) -> tuple[int, Any]:
        """Send a multipart form with one file."""
        boundary = uuid.uuid4().hex
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        parts.append(
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{file_name}"\r\n'
            "Content-Type: text/csv\r\n\r\n".encode()
        )
        body = b"".join(parts) + content + f"\r\n--{boundary}--\r\n".encode()
        return self.send(
            "POST", path, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        )

    def wait(self, path: str, states: set[str], seconds: float = 180.0) -> Any:
        """Ask until `state` is one of `states`, and return that answer."""
        deadline = time.monotonic() + seconds
        while True:
            body = self.ok("GET", path)
            if body["state"] in states:
                return body
            assert time.monotonic() < deadline, body
            time.sleep(0.1)
