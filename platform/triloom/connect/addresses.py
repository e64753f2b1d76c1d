"""Which network addresses an outbound call may reach, and the name resolved to one of them once."""

import ipaddress
import socket
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urlsplit

from triloom_core.errors import TriloomError

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
LONGEST_URL = 2000
DEFAULT_PORTS: tuple[int, ...] = (80, 443)
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
TRANSLATED_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")


@dataclass(frozen=True, slots=True)
class OpenedHost:
    """A host that an administrator opened; `allow_private` lets it lie inside the own network."""

    host: str
    ports: tuple[int, ...] = DEFAULT_PORTS
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart, with the one address that the call is pinned to."""

    scheme: str
    host: str
    port: int
    path: str
    address: str


class EgressRefused(TriloomError):
    """The call may not leave; nothing was sent."""

    def __init__(self, reason: str, url: str) -> None:
        host = _host_of(url)
        super().__init__(f"egress.{reason}", status=422, data={"host": host})
        self.reason = reason


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def is_public(address: Address) -> bool:
    """Tell whether an address is one of the open Internet, also when it is wrapped in IPv6."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _unwrapped(address)
        if inner is not None:
            return is_public(inner)
        if address in TRANSLATED_LOCAL or address.is_site_local:
            return False
    return address.is_global and not (
        address.is_multicast
        or address.is_reserved
        or address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_unspecified
    )


def _unwrapped(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in TRANSLATED or int(address) >> 32 == 0:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def pin(url: str, opened: dict[str, OpenedHost]) -> Target:
    """Return a URL's target with its name resolved once; raises EgressRefused.

    Every address that the name has must be permitted: a name that also points inside is refused.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = (parts.hostname or "").rstrip(".").lower()
    except ValueError:
        raise EgressRefused("malformed", url) from None
    if len(url) > LONGEST_URL or parts.scheme not in ("http", "https") or not host:
        raise EgressRefused("malformed", url)
    if parts.username is not None or any(ord(char) < 33 or ord(char) == 127 for char in url):
        raise EgressRefused("malformed", url)
    entry = opened.get(host)
    if entry is None:
        raise EgressRefused("host_not_open", url)
    if port not in entry.ports:
        raise EgressRefused("port_not_open", url)
    addresses = _resolve(host, port, url)
    if not entry.allow_private and not all(is_public(item) for item in addresses):
        raise EgressRefused("private_address", url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path, str(addresses[0]))


def _resolve(host: str, port: int, url: str) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [ipaddress.ip_address(str(item[4][0]).partition("%")[0]) for item in found]
    except (OSError, ValueError, UnicodeError):
        raise EgressRefused("unknown_host", url) from None
    if not addresses:
        raise EgressRefused("unknown_host", url)
    return addresses
