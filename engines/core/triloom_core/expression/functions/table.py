"""The closed function table: every family, by name. To add a function, add one entry to a family."""

from triloom_core.expression.functions.aggregates import AGGREGATES
from triloom_core.expression.functions.dates import DATES
from triloom_core.expression.functions.filters import FILTERS
from triloom_core.expression.functions.lists import LISTS
from triloom_core.expression.functions.logic import LOGIC
from triloom_core.expression.functions.numeric import NUMERIC
from triloom_core.expression.functions.operators import OPERATORS
from triloom_core.expression.functions.specification import Family, Function
from triloom_core.expression.functions.text import TEXT_FUNCTIONS

FAMILIES: tuple[Family, ...] = (
    OPERATORS, LOGIC, TEXT_FUNCTIONS, NUMERIC, DATES, FILTERS, LISTS, AGGREGATES,
)  # fmt: skip

FUNCTIONS: dict[str, Function] = {
    function.name: function for family in FAMILIES for function in family.functions
}
