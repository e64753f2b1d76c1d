"""Messages about report, metric and board documents."""

MESSAGES: dict[str, dict[str, str]] = {
    "report.invalid": {
        "en": "The report cannot be run. Correct the places that are named.",
        "zh-CN": "无法运行此报表。请更正所列位置。",
    },
    "report.unknown_source": {
        "en": "There is no form {name} to report on. Choose one of the app's forms.",
        "zh-CN": "没有可供统计的表单 {name}。请选择此应用中的表单。",
    },
    "report.unknown_column": {
        "en": "{name} is none of the report's columns. Use the key of a dimension or measure.",
        "zh-CN": "{name} 不是此报表的列。请使用维度或度量的键名。",
    },
    "report.unknown_metric": {
        "en": "There is no metric {name} for this form. Declare it, or use an expression.",
        "zh-CN": "此表单没有指标 {name}。请先声明该指标,或改用表达式。",
    },
    "report.unknown_report": {
        "en": "There is no report {name}. Choose one of the app's reports.",
        "zh-CN": "没有报表 {name}。请选择此应用中的报表。",
    },
    "report.unknown_zone": {
        "en": "{name} is no time zone. Use an IANA name such as Asia/Shanghai.",
        "zh-CN": "{name} 不是时区。请使用 IANA 名称,例如 Asia/Shanghai。",
    },
    "report.key_twice": {
        "en": "The key {name} is used twice. Give every column a key of its own.",
        "zh-CN": "键名 {name} 重复。请为每列指定不同的键名。",
    },
    "report.empty": {
        "en": "The report asks for nothing. Add a dimension or a measure.",
        "zh-CN": "报表没有内容。请添加维度或度量。",
    },
    "report.not_aggregated": {
        "en": "{name} stands outside of an aggregate. Wrap it, for example sum({name}).",
        "zh-CN": "{name} 未放在聚合函数中。请使用聚合,例如 sum({name})。",
    },
    "report.not_groupable": {
        "en": "{name} is a {type} and cannot be grouped by. Choose a single value.",
        "zh-CN": "{name} 的类型为 {type},无法分组。请选择单值字段。",
    },
    "report.not_pushable": {
        "en": "This expression uses a function that reports cannot compute. Use another function.",
        "zh-CN": "此表达式使用了报表无法计算的函数。请改用其他函数。",
    },
    "report.no_grain": {
        "en": "{name} is a {type} and has no such time grain. Remove it or choose a date.",
        "zh-CN": "{name} 的类型为 {type},没有此时间粒度。请移除粒度或选择日期字段。",
    },
    "report.no_period": {
        "en": "{name} has no period to compare. Give it a grain such as month.",
        "zh-CN": "{name} 没有可比较的周期。请指定粒度,例如月。",
    },
    "report.two_many": {
        "en": "Two lists are combined here, which would count rows repeatedly. Use one of them.",
        "zh-CN": "此处组合了两个明细列表,会重复计数。请只使用其中之一。",
    },
    "report.filter_across_many": {
        "en": "A filter cannot look into a list of rows. Filter by a field of the record itself.",
        "zh-CN": "筛选条件不能使用明细列表中的字段。请按记录自身的字段筛选。",
    },
    "report.no_stages": {
        "en": "Form {name} has no pipeline, so it has no funnel. Publish a flow with stages first.",
        "zh-CN": "表单 {name} 没有阶段流程,无法生成漏斗。请先发布带阶段的流程。",
    },
    "report.tile_twice": {
        "en": "Two tiles have the id {name}. Give every tile an id of its own.",
        "zh-CN": "两个图块的 id 均为 {name}。请为每个图块指定不同的 id。",
    },
    "report.unknown_coordinate": {
        "en": "{name} is no dimension of this report. Name the dimensions of the cell that you clicked.",
        "zh-CN": "{name} 不是此报表的维度。请指定所点击单元格的维度。",
    },
    "report.bad_coordinate": {
        "en": "{value} cannot be a value of {name}. Send the value as the report returned it.",
        "zh-CN": "{value} 不能作为 {name} 的值。请按报表返回的形式发送该值。",
    },
}
