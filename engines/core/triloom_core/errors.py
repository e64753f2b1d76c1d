"""The one error of the product: a code, a status, data for its message, and faults by pointer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from typing_extensions import override

from triloom_core.json_types import Json


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong at one place of a document or body.

    `pointer` is an RFC 6901 JSON pointer; the text of `code` lives in the message catalogues.
    """

    pointer: str
    code: str
    data: Mapping[str, Json] = field(default_factory=dict)


class TriloomError(Exception):
    """A failure that the outside may see.

    `status` is the HTTP status it maps to; `data` fills the message template of `code`;
    `extra` members are added to the problem document as they are.
    """

    def __init__(
        self,
        code: str,
        *,
        status: int = 422,
        data: Mapping[str, Json] | None = None,
        faults: Iterable[Fault] = (),
        extra: Mapping[str, Json] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.data: dict[str, Json] = dict(data or {})
        self.faults: tuple[Fault, ...] = tuple(faults)
        self.extra: dict[str, Json] = dict(extra or {})
        self.headers: dict[str, str] = dict(headers or {})

    @override
    def __str__(self) -> str:
        """Return the code and its data, for logs."""
        return f"{self.code} {self.data} {self.faults}" if self.data or self.faults else self.code
