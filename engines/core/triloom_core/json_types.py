"""The JSON boundary: the one place where a value may be anything that JSON can say."""

from typing import TypeAlias, Union

Json: TypeAlias = Union[bool, int, float, str, list["Json"], dict[str, "Json"], None]  # noqa: UP007  (alive at run time)
JsonObject: TypeAlias = dict[str, Json]
