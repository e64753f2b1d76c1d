"""The field types of the product: one file each, listed here, registered nowhere else."""

from triloom_form.field_type import FieldType
from triloom_form.types.address import AddressType
from triloom_form.types.attachment import AttachmentType
from triloom_form.types.auto_number import AutoNumberType
from triloom_form.types.checkbox import CheckboxType
from triloom_form.types.color import ColorType
from triloom_form.types.computed import ComputedType
from triloom_form.types.currency import CurrencyType
from triloom_form.types.date import DateType
from triloom_form.types.datetime import DatetimeType
from triloom_form.types.decimal import DecimalType
from triloom_form.types.email import EmailType
from triloom_form.types.formula import FormulaType
from triloom_form.types.integer import IntegerType
from triloom_form.types.link import LinkType
from triloom_form.types.long_text import LongTextType
from triloom_form.types.lookup import LookupType
from triloom_form.types.multi_select import MultiSelectType
from triloom_form.types.number import NumberType
from triloom_form.types.percent import PercentType
from triloom_form.types.phone import PhoneType
from triloom_form.types.radio import RadioType
from triloom_form.types.rating import RatingType
from triloom_form.types.rich_text import RichTextType
from triloom_form.types.rollup import RollupType
from triloom_form.types.select import SelectType
from triloom_form.types.subtable import SubtableType
from triloom_form.types.tags import TagsType
from triloom_form.types.text import TextType
from triloom_form.types.time import TimeType
from triloom_form.types.url import UrlType
from triloom_form.types.user import UserType

__all__ = ["BUILTIN_FIELD_TYPES", "FIELD_TYPES", "field_type"]

BUILTIN_FIELD_TYPES: tuple[FieldType, ...] = (
    TextType(),
    LongTextType(),
    RichTextType(),
    EmailType(),
    PhoneType(),
    UrlType(),
    IntegerType(),
    DecimalType(),
    CurrencyType(),
    PercentType(),
    NumberType(),
    RatingType(),
    CheckboxType(),
    SelectType(),
    RadioType(),
    MultiSelectType(),
    TagsType(),
    ColorType(),
    DateType(),
    DatetimeType(),
    TimeType(),
    UserType(),
    LinkType(),
    LookupType(),
    RollupType(),
    FormulaType(),
    ComputedType(),
    AutoNumberType(),
    AttachmentType(),
    AddressType(),
    SubtableType(),
)
"""In the order of the builder's palette."""

FIELD_TYPES: dict[str, FieldType] = {kind.name: kind for kind in BUILTIN_FIELD_TYPES}


def field_type(name: str) -> FieldType:
    """Return the type with a name; raises KeyError for a name that no checked form contains."""
    return FIELD_TYPES[name]
