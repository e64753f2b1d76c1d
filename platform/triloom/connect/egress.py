"""The one client for calls to the outside: pinned address, few redirects, short, small, signed."""

import hashlib
import hmac
import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from typing_extensions import override

from triloom.connect.addresses import OpenedHost, Target, pin

LONGEST_SECONDS = 10.0
LARGEST_ANSWER = 1_000_000
MOST_REDIRECTS = 3
REDIRECTS: frozenset[int] = frozenset({301, 302, 303, 307, 308})
KEEPING: frozenset[int] = frozenset({307, 308})
"""Redirects that repeat the body; the others go on with an empty GET."""
SIGNATURE = "Triloom-Signature"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said; `body` is at most `LARGEST_ANSWER` bytes."""

    status: int
    body: bytes

    @property
    def is_success(self) -> bool:
        """Tell whether the other side accepted the call."""
        return 200 <= self.status < 300


class EgressFailed(Exception):
    """The call left but brought no usable answer; `reason` is a short code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def sign(secret: str, body: bytes, now: datetime) -> str:
    """Return the signature header: HMAC-SHA-256 over `<timestamp>.<body>`, so old calls expire."""
    stamp = str(int(now.timestamp()))
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={digest}"


def post(
    url: str, body: bytes, headers: Mapping[str, str], opened: dict[str, OpenedHost]
) -> Answer:
    """Post a body and return the answer.

    Raises EgressRefused before anything is sent to a host that is not open, and EgressFailed for
    everything that goes wrong on the way. Each redirect is checked like a new URL.
    """
    deadline = time.monotonic() + LONGEST_SECONDS
    method, sent = "POST", body
    for _ in range(MOST_REDIRECTS + 1):
        target = pin(url, opened)
        answer, location = _call(target, method, sent, headers, deadline)
        if location is None:
            return answer
        if answer.status not in KEEPING:
            method, sent = "GET", b""
        url = urljoin(url, location)
    raise EgressFailed("too_many_redirects")


class _Connection(http.client.HTTPConnection):
    """A connection to the pinned address; the name is used for the Host header and TLS only."""

    def __init__(self, target: Target, deadline: float) -> None:
        super().__init__(target.host, target.port, timeout=_left(deadline))
        self._target = target

    @override
    def connect(self) -> None:
        plain = socket.create_connection((self._target.address, self._target.port), self.timeout)
        if self._target.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=self._target.host)
        else:
            self.sock = plain


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise EgressFailed("timeout")
    return left


def _call(
    target: Target, method: str, body: bytes, headers: Mapping[str, str], deadline: float
) -> tuple[Answer, str | None]:
    connection = _Connection(target, deadline)
    try:
        connection.request(method, target.path, body or None, dict(headers))
        response = connection.getresponse()
        location = response.getheader("Location") if response.status in REDIRECTS else None
        return Answer(response.status, _read(response, connection, deadline)), location
    except TimeoutError:
        raise EgressFailed("timeout") from None
    except ssl.SSLError:
        raise EgressFailed("tls") from None
    except (OSError, http.client.HTTPException, ValueError):
        raise EgressFailed("connection") from None
    finally:
        connection.close()


def _read(
    response: http.client.HTTPResponse, connection: http.client.HTTPConnection, deadline: float
) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while True:
        if connection.sock is not None:
            connection.sock.settimeout(_left(deadline))
        _left(deadline)
        piece = response.read1(65_536)
        if not piece:
            return b"".join(pieces)
        size += len(piece)
        if size > LARGEST_ANSWER:
            raise EgressFailed("answer_too_large")
        pieces.append(piece)
