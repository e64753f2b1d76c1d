"""The logical plan: typed, free of any dialect, and impossible to build without row rights.

A plan has one `Grouping` per grain. The rows of a grouping stand at the grain that its aggregates
count: the source's records, or the rows on the far side of one to-many relation. So a measure is never
computed over rows that a join has repeated; groupings meet one to one on their dimension values.
"""

from dataclasses import dataclass, field

from triloom_core.expression.checker import Checked
from triloom_core.sql.nodes import Column, SqlNode
from triloom_core.value_types import ExpressionType
from triloom_report.sources import Relation, SourceForm
from triloom_report.spec import Grain, TopSpec, WeekStart


@dataclass(frozen=True, slots=True)
class Scan:
    """The rows of one form that the reader may see; there is no scan without `predicate`."""

    form: SourceForm
    alias: str
    predicate: SqlNode

    def __post_init__(self) -> None:
        """Refuse anything that is not a condition: a scan without row rights is a type error."""
        if not isinstance(self.predicate, SqlNode):
            message = f"the scan of {self.form.key} has no row-rights predicate"
            raise TypeError(message)


@dataclass(frozen=True, slots=True)
class Join:
    """A left join: a row whose partner is absent or not readable keeps null on that side."""

    scan: Scan
    parent: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class RollupJoin:
    """A left join with one figure per record of `parent`, over the readable rows of `scan`."""

    scan: Scan
    alias: str
    parent: str
    remote: str
    value: SqlNode
    where: SqlNode | None


@dataclass(frozen=True, slots=True)
class DimensionColumn:
    """One dimension: its expression before truncation, and how it is truncated."""

    key: str
    node: SqlNode
    type: ExpressionType
    grain: Grain | None = None
    zone: str = "UTC"
    week_start: WeekStart = "monday"
    top: TopSpec | None = None
    codes: tuple[tuple[str, str], ...] = ()
    """Stored code → key, in the order in which they sort, when the node is a coded column."""


@dataclass(frozen=True, slots=True)
class Coordinate:
    """Keeps the rows whose (truncated) dimension value is one of `values`; None means no value.

    `others` turns it round: rows outside of the dimension's top values.
    """

    dimension: DimensionColumn
    values: tuple[object, ...]
    is_other: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """Joined and filtered rows; `key_alias` is the table whose rows are counted.

    `is_distinct` says that the joins may repeat a row of `key_alias` within one group.
    """

    base: Scan
    joins: tuple[Join, ...]
    where: SqlNode | None
    coordinates: tuple[Coordinate, ...]
    key_alias: str
    is_distinct: bool
    rollups: tuple[RollupJoin, ...] = ()


@dataclass(frozen=True, slots=True)
class Leaf:
    """One aggregate call over the `columns` of its grouping's rows."""

    name: str
    node: SqlNode
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """The aggregates that share one grain; the first grouping of a plan has every group."""

    grain: tuple[str, ...]
    rows: Rows
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class MeasureColumn:
    """One measure: an expression over the leaves.

    Exact quotients are costly in SQL. A measure by which nothing is sorted or chosen `is_deferred`:
    the engine answers its leaves, and `outer` is evaluated over them by the kernel's evaluator.
    """

    key: str
    node: SqlNode
    type: ExpressionType
    leaves: tuple[tuple[str, ExpressionType], ...]
    zero_when_empty: bool
    is_deferred: bool = False
    outer: Checked | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Order:
    """Order by a dimension or measure; nulls last."""

    key: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole question: groupings, dimensions, measures, condition after aggregation, order, limit."""

    groupings: tuple[Grouping, ...]
    dimensions: tuple[DimensionColumn, ...]
    tops: tuple[DimensionColumn, ...]
    """Dimensions with a top-N, also when they are not shown at this grain."""
    measures: tuple[MeasureColumn, ...]
    having: SqlNode | None
    order: tuple[Order, ...]
    limit: int


@dataclass(frozen=True, slots=True)
class DrillPlan:
    """The records behind a cell: the same rows, not aggregated."""

    rows: Rows
    tops: tuple[DimensionColumn, ...]
    groupings: tuple[Grouping, ...]
    """Needed to know the top values when a coordinate says "other"."""
    measures: tuple[MeasureColumn, ...]
    limit: int


@dataclass(frozen=True, slots=True)
class FunnelPlan:
    """How many records came to each stage, in order."""

    base: Scan
    joins: tuple[Join, ...]
    where: SqlNode | None
    coordinates: tuple[Coordinate, ...]
    events: str
    stage_column: str
    stages: tuple[str, ...]
    is_ordered: bool
    rollups: tuple[RollupJoin, ...] = ()
