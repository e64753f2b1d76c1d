"""Messages of the form engine: faults of form documents, of values, and of texts that are read."""

MESSAGES: dict[str, dict[str, str]] = {
    "form.schema_invalid": {
        "en": "The settings of “{field}” do not make a valid JSON Schema: {reason}. Correct them.",
        "zh-CN": "字段“{field}”的设置无法生成合法的 JSON Schema:{reason}。请更正。",
    },
    "form.duplicate_key": {
        "en": "Two fields have the key “{field}”. Give one of them another key.",
        "zh-CN": "有两个字段使用了相同的标识“{field}”。请修改其中一个。",
    },
    "form.former_key": {
        "en": "“{field}” is a former key of the field “{holder}” and stays reserved. Choose another key.",
        "zh-CN": "“{field}”是字段“{holder}”的旧标识,已被保留。请换一个标识。",
    },
    "form.reserved_key": {
        "en": "“{field}” is a reserved word. Choose another key.",
        "zh-CN": "“{field}”是保留字。请换一个标识。",
    },
    "form.duplicate_id": {
        "en": "The field “{field}” carries the id of another field. Remove the id; a new one is given.",
        "zh-CN": "字段“{field}”与其他字段的 id 重复。请删除该 id,系统会重新分配。",
    },
    "form.unknown_type": {
        "en": "There is no field type “{type}”. Known types: {known}.",
        "zh-CN": "没有字段类型“{type}”。可用类型:{known}。",
    },
    "form.type_not_in_rows": {
        "en": "A sub-table cannot contain the field “{field}” of type {type}. Place it in the form itself.",
        "zh-CN": "子表不能包含类型为 {type} 的字段“{field}”。请将它放在主表单中。",
    },
    "form.unique_not_possible": {
        "en": "The field “{field}” of type {type} cannot be unique. Remove “unique” or change the type.",
        "zh-CN": "类型为 {type} 的字段“{field}”不支持唯一性。请取消“唯一”或更换类型。",
    },
    "form.required_computed": {
        "en": "The field “{field}” is filled by the system and cannot be required. Remove “required”.",
        "zh-CN": "字段“{field}”由系统填写,不能设为必填。请取消“必填”。",
    },
    "form.default_computed": {
        "en": "The field “{field}” is filled by the system and takes no default. Remove the default.",
        "zh-CN": "字段“{field}”由系统填写,不能设置默认值。请删除默认值。",
    },
    "form.bounds_crossed": {
        "en": "In “{field}” the lower bound {low} is above the upper bound {high}. Swap them.",
        "zh-CN": "“{field}”的下限 {low} 大于上限 {high}。请调整。",
    },
    "form.pattern_invalid": {
        "en": "The pattern of “{field}” cannot be used ({reason}). Use RE2 syntax without look-around.",
        "zh-CN": "“{field}”的格式规则无法使用({reason})。请使用 RE2 语法,不支持环视。",
    },
    "form.no_options": {
        "en": "“{field}” has no options. Add at least one.",
        "zh-CN": "“{field}”没有选项。请至少添加一个。",
    },
    "form.duplicate_option": {
        "en": "“{field}” has the option “{option}” twice. Remove one.",
        "zh-CN": "“{field}”的选项“{option}”重复。请删除一个。",
    },
    "form.no_fields": {
        "en": "The sub-table “{field}” has no fields. Add at least one.",
        "zh-CN": "子表“{field}”没有字段。请至少添加一个。",
    },
    "form.number_pattern": {
        "en": "The pattern “{pattern}” of “{field}” needs exactly one counter, such as {{number:05d}}.",
        "zh-CN": "“{field}”的编号规则“{pattern}”必须且只能包含一个计数器,例如 {{number:05d}}。",
    },
    "form.setting_missing": {
        "en": "“{field}” needs the setting “{setting}”. Fill it in.",
        "zh-CN": "“{field}”缺少设置“{setting}”。请填写。",
    },
    "form.unknown_target": {
        "en": "“{field}” links to the form “{form}”, which does not exist. Choose another form.",
        "zh-CN": "“{field}”关联的表单“{form}”不存在。请选择其他表单。",
    },
    "form.unknown_field": {
        "en": "There is no field “{field}” in “{form}”. Choose a field that exists.",
        "zh-CN": "“{form}”中没有字段“{field}”。请选择已有字段。",
    },
    "form.via_not_a_link": {
        "en": "“{field}” goes through “{via}”, which is no link of this form. Choose a link field.",
        "zh-CN": "“{field}”所经过的“{via}”不是本表单的关联字段。请选择关联字段。",
    },
    "form.via_leads_nowhere": {
        "en": "“{field}” sums up “{via}”, which is neither a sub-table here nor a link to this form.",
        "zh-CN": "“{field}”汇总的“{via}”既不是本表单的子表,也不是指向本表单的关联字段。",
    },
    "form.aggregate_needs_number": {
        "en": "“{field}” cannot compute {aggregate} of “{source}”, which is no number. Use count, min or max.",
        "zh-CN": "“{field}”无法对“{source}”计算 {aggregate},因为它不是数值。请改用 count、min 或 max。",
    },
    "form.cyclic_formula": {
        "en": "The formulas depend on each other in a circle: {cycle}. Break the circle at one of them.",
        "zh-CN": "公式之间循环依赖:{cycle}。请在其中一处断开。",
    },
    "value.required": {
        "en": "“{label}” is required. Fill it in.",
        "zh-CN": "“{label}”为必填项。请填写。",
    },
    "value.unknown_field": {
        "en": "There is no field “{field}” here. Remove it or correct its key.",
        "zh-CN": "此处没有字段“{field}”。请删除或更正其标识。",
    },
    "value.unknown_member": {
        "en": "“{member}” is not expected here. Remove it.",
        "zh-CN": "此处不应有“{member}”。请删除。",
    },
    "value.read_only": {
        "en": "“{label}” cannot be changed here. Leave it out.",
        "zh-CN": "“{label}”不可在此修改。请勿提交该字段。",
    },
    "value.computed": {
        "en": "“{label}” is filled by the system. Leave it out.",
        "zh-CN": "“{label}”由系统填写。请勿提交该字段。",
    },
    "value.type": {
        "en": "“{label}” has a value of the wrong type; expected: {expected}.",
        "zh-CN": "“{label}”的值类型不正确,应为:{expected}。",
    },
    "value.invalid": {
        "en": "“{label}” has a value that does not fit. Correct it.",
        "zh-CN": "“{label}”的值不符合要求。请更正。",
    },
    "value.pattern": {
        "en": "“{label}” does not have the required form. Correct it.",
        "zh-CN": "“{label}”的格式不正确。请更正。",
    },
    "value.too_long": {
        "en": "“{label}” is longer than {limit} characters. Shorten it.",
        "zh-CN": "“{label}”超过 {limit} 个字符。请缩短。",
    },
    "value.too_short": {
        "en": "“{label}” is shorter than {limit} characters. Add to it.",
        "zh-CN": "“{label}”少于 {limit} 个字符。请补充。",
    },
    "value.too_large": {
        "en": "“{label}” is above {limit}. Enter a smaller value.",
        "zh-CN": "“{label}”大于 {limit}。请输入更小的值。",
    },
    "value.too_small": {
        "en": "“{label}” is below {limit}. Enter a larger value.",
        "zh-CN": "“{label}”小于 {limit}。请输入更大的值。",
    },
    "value.out_of_storage": {
        "en": "“{label}” is beyond ±{limit}, the largest number that can be kept. Enter a smaller one.",
        "zh-CN": "“{label}”超出可存储的最大数值 ±{limit}。请输入更小的数。",
    },
    "value.too_many_items": {
        "en": "“{label}” has more than {limit} entries. Remove some.",
        "zh-CN": "“{label}”超过 {limit} 项。请删减。",
    },
    "value.too_few_items": {
        "en": "“{label}” has fewer than {limit} entries. Add some.",
        "zh-CN": "“{label}”少于 {limit} 项。请补充。",
    },
    "value.repeated": {
        "en": "“{label}” has the same entry twice. Remove one.",
        "zh-CN": "“{label}”中有重复项。请删除。",
    },
    "value.not_an_option": {
        "en": "“{label}” has a value that is not among its options. Choose one of them.",
        "zh-CN": "“{label}”的值不在选项之中。请选择已有选项。",
    },
    "value.not_a_date": {
        "en": "“{label}”: {value} is no day of the calendar. Enter YYYY-MM-DD.",
        "zh-CN": "“{label}”:{value} 不是有效日期。请按 YYYY-MM-DD 填写。",
    },
    "value.not_a_datetime": {
        "en": "“{label}”: {value} is no moment. Enter it as 2026-01-31T08:30:00Z.",
        "zh-CN": "“{label}”:{value} 不是有效时间。请按 2026-01-31T08:30:00Z 填写。",
    },
    "value.refused": {
        "en": "{reason}",
        "zh-CN": "{reason}",
    },
    "text.not_a_number": {
        "en": "“{text}” is no number. Write it like 1,234.50.",
        "zh-CN": "“{text}”不是数字。请写成 1,234.50 的形式。",
    },
    "text.too_many_digits": {
        "en": "“{text}” has more than {digits} fraction digits. Round it.",
        "zh-CN": "“{text}”的小数位超过 {digits} 位。请四舍五入。",
    },
    "text.other_currency": {
        "en": "“{text}” is not in {currency}. Convert it first.",
        "zh-CN": "“{text}”不是 {currency} 金额。请先换算。",
    },
    "text.not_an_email": {
        "en": "“{text}” is no e-mail address. Write it like name@example.com.",
        "zh-CN": "“{text}”不是邮箱地址。请写成 name@example.com 的形式。",
    },
    "text.not_a_phone": {
        "en": "“{text}” is no telephone number. Use digits, spaces and + ( ) - .",
        "zh-CN": "“{text}”不是电话号码。请只使用数字、空格和 + ( ) - 。",
    },
    "text.not_a_url": {
        "en": "“{text}” is no web address. Write it like https://example.com.",
        "zh-CN": "“{text}”不是网址。请写成 https://example.com 的形式。",
    },
    "text.not_a_boolean": {
        "en": "“{text}” is neither yes nor no. Write yes or no.",
        "zh-CN": "“{text}”既不是“是”也不是“否”。请填写是或否。",
    },
    "text.no_such_option": {
        "en": "There is no option “{text}”. Use the key or label of an option.",
        "zh-CN": "没有选项“{text}”。请使用选项的标识或名称。",
    },
    "text.not_a_date": {
        "en": "“{text}” is no date. Write it like 2026-01-31.",
        "zh-CN": "“{text}”不是日期。请写成 2026-01-31 的形式。",
    },
    "text.not_a_datetime": {
        "en": "“{text}” is no date with time. Write it like 2026-01-31 08:30.",
        "zh-CN": "“{text}”不是日期时间。请写成 2026-01-31 08:30 的形式。",
    },
    "text.not_a_time": {
        "en": "“{text}” is no time. Write it like 08:30.",
        "zh-CN": "“{text}”不是时间。请写成 08:30 的形式。",
    },
    "text.not_an_id": {
        "en": "“{text}” is no id of a record. Use the id or the title of a record.",
        "zh-CN": "“{text}”不是记录 id。请使用记录的 id 或名称。",
    },
    "text.not_a_color": {
        "en": "“{text}” is no colour. Write it like #1677ff.",
        "zh-CN": "“{text}”不是颜色值。请写成 #1677ff 的形式。",
    },
    "text.not_an_address": {
        "en": "“{text}” is no address. Write country | region | city | street | postal code.",
        "zh-CN": "“{text}”不是地址。请按 国家 | 省份 | 城市 | 街道 | 邮编 填写。",
    },
    "text.not_importable": {
        "en": "Rows of a sub-table cannot be read from one cell. Import them into their own file.",
        "zh-CN": "子表行无法从单个单元格读取。请使用单独的文件导入。",
    },
}
