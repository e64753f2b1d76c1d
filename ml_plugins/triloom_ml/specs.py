"""The static manifest of the shipped plugins; light, so that the host may read it."""

from triloom_core.json_types import JsonObject
from triloom_core.plugins import InputSpec, OutputSpec, PluginSpec

WIN_PROBABILITY = PluginSpec(
    id="win_probability",
    version="1",
    kind="row",
    label={"zh-CN": "成功概率", "en": "Probability of success"},
    description={
        "zh-CN": "用已结束的记录学习,给未结束的记录打分;不优于基准率时拒绝给分。",
        "en": "Learns from closed records and scores open ones; refuses when no better than the base rate.",
    },
    parameters={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "horizon_days": {
                "type": "integer",
                "minimum": 1,
                "maximum": 730,
                "default": 90,
                "x-title": {"zh-CN": "预测期(天)", "en": "Horizon (days)"},
            },
            "allow": {
                "type": "array",
                "items": {"type": "string"},
                "default": [],
                "x-title": {"zh-CN": "保留的疑似泄漏列", "en": "Suspected leaks to keep"},
            },
            "note": {
                "type": "string",
                "default": "",
                "x-title": {"zh-CN": "保留理由", "en": "Why they are kept"},
            },
        },
    },
    inputs=(
        InputSpec("time", ("date",), {"zh-CN": "预测时点", "en": "Moment of prediction"}),
        InputSpec("outcome_time", ("date",), {"zh-CN": "结束时点", "en": "Moment of the outcome"}),
        InputSpec(
            "features",
            ("number", "boolean", "category"),
            {"zh-CN": "特征", "en": "Features"},
            many=True,
        ),
    ),
    output=OutputSpec("percent", {"zh-CN": "概率", "en": "Probability"}),
    minimum_rows=200,
    module="triloom_ml.win_probability",
)

SEGMENT = PluginSpec(
    id="segment",
    version="1",
    kind="set",
    label={"zh-CN": "分群", "en": "Segments"},
    description={
        "zh-CN": "按最近、频次、金额(RFM)做密度聚类,刷新后编号保持稳定。",
        "en": "Density clusters on recency, frequency and money; ids stay stable over refreshes.",
    },
    parameters={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "method": {
                "enum": ["dbscan", "kmeans"],
                "default": "dbscan",
                "x-title": {"zh-CN": "方法", "en": "Method"},
            },
            "clusters": {
                "type": "integer",
                "minimum": 2,
                "maximum": 20,
                "default": 5,
                "x-title": {"zh-CN": "K 均值的群数", "en": "Clusters of k-means"},
            },
            "retune": {
                "type": "boolean",
                "default": False,
                "x-title": {"zh-CN": "重新选择尺度", "en": "Choose the scale again"},
            },
        },
    },
    inputs=(
        InputSpec("recency", ("date",), {"zh-CN": "最近一次(日期)", "en": "Last time (date)"}),
        InputSpec("frequency", ("number",), {"zh-CN": "次数", "en": "Frequency"}),
        InputSpec("monetary", ("number",), {"zh-CN": "金额", "en": "Money"}),
        InputSpec(
            "features",
            ("number",),
            {"zh-CN": "其他数值", "en": "Other numbers"},
            required=False,
            many=True,
        ),
    ),
    output=OutputSpec("text", {"zh-CN": "分群", "en": "Segment"}),
    minimum_rows=50,
    module="triloom_ml.segment",
)

PRICE = PluginSpec(
    id="price",
    version="1",
    kind="set",
    label={"zh-CN": "定价优化", "en": "Price optimisation"},
    description={
        "zh-CN": "在上下限、库存与总量约束内,最大化 α·收入 + β·毛利 + γ·份额,并给出最优性差距。",
        "en": "Maximises α·revenue + β·margin + γ·share inside bounds, stock and volume limits, with a certified gap.",
    },
    parameters={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "alpha": {
                "type": "number",
                "minimum": 0,
                "default": 0.5,
                "x-title": {"zh-CN": "收入权重 α", "en": "Weight of revenue α"},
            },
            "beta": {
                "type": "number",
                "minimum": 0,
                "default": 0.5,
                "x-title": {"zh-CN": "毛利权重 β", "en": "Weight of margin β"},
            },
            "gamma": {
                "type": "number",
                "minimum": 0,
                "default": 0,
                "x-title": {"zh-CN": "份额权重 γ", "en": "Weight of share γ"},
            },
            "market_volume": {
                "type": ["number", "null"],
                "exclusiveMinimum": 0,
                "default": None,
                "x-title": {"zh-CN": "市场总量", "en": "Market volume"},
            },
            "volume_cap": {
                "type": ["number", "null"],
                "minimum": 0,
                "default": None,
                "x-title": {"zh-CN": "总销量上限", "en": "Cap on total volume"},
            },
            "revenue_floor": {
                "type": ["number", "null"],
                "minimum": 0,
                "default": None,
                "x-title": {"zh-CN": "收入下限", "en": "Floor of revenue"},
            },
        },
    },
    inputs=(
        InputSpec("price", ("number",), {"zh-CN": "现价", "en": "Current price"}),
        InputSpec("cost", ("number",), {"zh-CN": "单位成本", "en": "Unit cost"}),
        InputSpec(
            "demand", ("number",), {"zh-CN": "现价下的需求", "en": "Demand at the current price"}
        ),
        InputSpec("elasticity", ("number",), {"zh-CN": "价格弹性", "en": "Price elasticity"}),
        InputSpec(
            "minimum", ("number",), {"zh-CN": "最低价", "en": "Lowest price"}, required=False
        ),
        InputSpec(
            "maximum", ("number",), {"zh-CN": "最高价", "en": "Highest price"}, required=False
        ),
        InputSpec("stock", ("number",), {"zh-CN": "库存", "en": "Stock"}, required=False),
    ),
    output=OutputSpec("decimal", {"zh-CN": "建议价格", "en": "Suggested price"}),
    minimum_rows=1,
    module="triloom_ml.price",
)

DEMAND_FORECAST = PluginSpec(
    id="demand_forecast",
    version="1",
    kind="series",
    label={"zh-CN": "需求预测", "en": "Demand forecast"},
    description={
        "zh-CN": "按组给出区间预测,并与去年同期(季节性朴素法)回测比较。",
        "en": "Interval forecast per group, back-tested against the same season last year.",
    },
    parameters={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "periods": {
                "type": "integer",
                "minimum": 1,
                "maximum": 24,
                "default": 3,
                "x-title": {"zh-CN": "预测期数(月)", "en": "Periods ahead (months)"},
            },
        },
    },
    inputs=(
        InputSpec("time", ("date",), {"zh-CN": "日期", "en": "Date"}),
        InputSpec("value", ("number",), {"zh-CN": "数量", "en": "Value"}),
        InputSpec("group", ("category",), {"zh-CN": "分组", "en": "Group"}, required=False),
    ),
    output=OutputSpec("series", {"zh-CN": "预测", "en": "Forecast"}),
    minimum_rows=24,
    module="triloom_ml.demand_forecast",
)

BUILTIN_PLUGINS: tuple[PluginSpec, ...] = (WIN_PROBABILITY, SEGMENT, PRICE, DEMAND_FORECAST)
"""The plugins of this package, in the order in which the builder offers them."""


def plugin_spec(plugin_id: str) -> PluginSpec | None:
    """Return the manifest of a plugin, or None when it is not installed."""
    return next((spec for spec in BUILTIN_PLUGINS if spec.id == plugin_id), None)


def result_type(plugin_id: str, _output: str = "") -> JsonObject | None:
    """Return the field type that holds the output of a plugin; None for an unknown one."""
    spec = plugin_spec(plugin_id)
    if spec is None:
        return None
    types: dict[str, JsonObject] = {
        "percent": {"type": "percent", "scale": 4},
        "decimal": {"type": "decimal", "scale": 2},
        "text": {"type": "text"},
        "series": {"type": "integer"},
    }
    return types[spec.output.type]
