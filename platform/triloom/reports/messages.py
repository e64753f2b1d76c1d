"""Messages of the report room: mirror, queries, exports."""

MESSAGES: dict[str, dict[str, str]] = {
    "report.catching_up": {
        "en": "The report engine is reading {form} ({done} rows so far). Try again in {seconds} s.",
        "zh-CN": "报表引擎正在读取 {form}(已读 {done} 行)。请在 {seconds} 秒后重试。",
    },
    "report.timeout": {
        "en": "The query took longer than {seconds} s and was stopped. Narrow the filter or the grain.",
        "zh-CN": "查询超过 {seconds} 秒,已停止。请缩小筛选范围或减小时间粒度。",
    },
    "report.cancelled": {
        "en": "The query was cancelled. Start it again if you need it.",
        "zh-CN": "查询已取消。需要时请重新执行。",
    },
    "report.no_such_query": {
        "en": "No query {name} of yours is running. It may have ended already.",
        "zh-CN": "您没有正在运行的查询 {name},可能已经结束。",
    },
    "report.value_out_of_range": {
        "en": "A value of report {report} is outside of what can be computed. Narrow the filter.",
        "zh-CN": "报表 {report} 中有值超出可计算范围。请缩小筛选范围。",
    },
    "report.invalid_filters": {
        "en": "The filters cannot be read. Send a JSON list of objects with field and values.",
        "zh-CN": "无法读取筛选条件。请发送由 field 与 values 组成的 JSON 列表。",
    },
    "report.tile_unavailable": {
        "en": "This tile needs a form or field that is not there for you. Ask your administrator.",
        "zh-CN": "此图块需要的表单或字段对您不可用。请联系管理员。",
    },
    "report.no_chart": {
        "en": "Report {report} has no chart. Add a chart to it, or ask for its data.",
        "zh-CN": "报表 {report} 没有图表。请为其添加图表,或改为获取数据。",
    },
    "report.engine_unavailable": {
        "en": "The report engine is restarting. Try again in {seconds} s.",
        "zh-CN": "报表引擎正在重启。请在 {seconds} 秒后重试。",
    },
}
