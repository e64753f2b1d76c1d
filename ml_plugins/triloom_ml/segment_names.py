"""Names for segments from where their centre lies: recent or not, frequent or not, valuable or not."""

from collections.abc import Mapping

from triloom_core.json_types import Json
from triloom_ml.table import Floats

_RECENCY, _FREQUENCY, _MONETARY = 0, 1, 2
_FAR = 0.35

_NAMES: tuple[tuple[str, dict[str, str]], ...] = (
    ("loyal", {"zh-CN": "高价值忠诚", "en": "Loyal and valuable"}),
    ("leaving", {"zh-CN": "潜在流失", "en": "Leaving"}),
    ("leaving_valuable", {"zh-CN": "高价值流失", "en": "Valuable and leaving"}),
    ("large", {"zh-CN": "高额低频", "en": "Large and rare"}),
    ("small", {"zh-CN": "低频低额", "en": "Small and rare"}),
    ("frequent", {"zh-CN": "高频", "en": "Frequent"}),
    ("middle", {"zh-CN": "一般", "en": "Middle"}),
)


def _kind(centre: Floats) -> str:
    if centre[_RECENCY] > _FAR:
        return "leaving_valuable" if centre[_MONETARY] > _FAR else "leaving"
    if centre[_FREQUENCY] > _FAR and centre[_MONETARY] > _FAR:
        return "loyal"
    if centre[_FREQUENCY] > _FAR:
        return "frequent"
    if centre[_MONETARY] > _FAR:
        return "large"
    if centre[_FREQUENCY] < -_FAR and centre[_MONETARY] < -_FAR:
        return "small"
    return "middle"


def name_segments(
    centres: Mapping[str, Floats], known: Mapping[str, Json]
) -> dict[str, dict[str, str]]:
    """Return id → localized name; equal kinds are told apart by a number.

    Centres are in units of the population's spread around its mean. A segment that has a name in
    `known` keeps it, and no new segment takes that name.
    """
    texts = dict(_NAMES)
    seen: dict[str, int] = {}
    named: dict[str, dict[str, str]] = {}
    for identifier, label in known.items():
        if isinstance(label, dict):
            named[identifier] = {language: str(text) for language, text in label.items()}
            base = str(label.get("en", "")).rstrip("0123456789 ")
            kind = next((key for key, text in texts.items() if text["en"] == base), "middle")
            seen[kind] = seen.get(kind, 0) + 1
    for identifier in sorted(centres):
        if identifier in named:
            continue
        kind = _kind(centres[identifier])
        seen[kind] = seen.get(kind, 0) + 1
        suffix = "" if seen[kind] == 1 else f" {seen[kind]}"
        named[identifier] = {language: text + suffix for language, text in texts[kind].items()}
    return named
