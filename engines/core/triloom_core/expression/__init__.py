"""The expression language: text ⇄ tree, types, evaluation, SQL."""

from triloom_core.expression.checker import Checked, Scope, check
from triloom_core.expression.environment import Environment, environment_of
from triloom_core.expression.errors import BudgetExceeded, ExpressionError
from triloom_core.expression.evaluator import compile_expression
from triloom_core.expression.functions.specification import Function
from triloom_core.expression.functions.table import FUNCTIONS
from triloom_core.expression.parser import parse
from triloom_core.expression.translate import to_sql
from triloom_core.expression.tree import Ast, fields_of, normalize, rename_fields
from triloom_core.expression.unparse import unparse
from triloom_core.value_types import (
    BOOLEAN,
    DATE,
    DATETIME,
    FLOAT,
    INTEGER,
    NULL,
    TEXT,
    TIME,
    ExpressionType,
    Kind,
    Value,
    currency_type,
    decimal_type,
    link_type,
    list_type,
)

__all__ = [
    "BOOLEAN", "DATE", "DATETIME", "FLOAT", "FUNCTIONS", "INTEGER", "NULL", "TEXT", "TIME",
    "Ast", "BudgetExceeded", "Checked", "Environment", "ExpressionError", "ExpressionType",
    "Function", "Kind", "Scope", "Value", "check", "compile_expression", "currency_type",
    "decimal_type", "environment_of", "fields_of", "link_type", "list_type", "normalize", "parse",
    "rename_fields", "to_sql", "unparse",
]  # fmt: skip
