"""Mail over SMTP: `smtp://user:password@host:port` or `smtps://…`; plain text only."""

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one address."""

    to: str
    subject: str
    body: str | None = None


def send(smtp_url: str, message_id: str, letters: Sequence[Letter]) -> str | None:
    """Send letters and return None, or a short reason why the server did not take them."""
    parts = urlsplit(smtp_url)
    host, sender = parts.hostname or "localhost", unquote(parts.username or "triloom@localhost")
    try:
        with _connect(parts.scheme, host, parts.port) as server:
            if parts.password is not None:
                server.login(sender, unquote(parts.password))
            for number, letter in enumerate(letters):
                server.send_message(_message(sender, letter, f"<{message_id}.{number}@{host}>"))
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return type(error).__name__
    return None


def _connect(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT_SECONDS, context=context)
    server = smtplib.SMTP(host, port or 25, timeout=TIMEOUT_SECONDS)
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=context)
    return server


def _message(sender: str, letter: Letter, message_id: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = " ".join(letter.subject.split())
    message["Message-ID"] = message_id
    message.set_content(letter.body or letter.subject)
    return message
