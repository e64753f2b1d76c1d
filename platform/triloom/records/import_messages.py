"""Messages of imports, exports and files."""

IMPORT_MESSAGES: dict[str, dict[str, str]] = {
    "import.not_found": {
        "en": "There is no import {id}, or it is not yours. Check the list of imports.",
        "zh-CN": "没有导入 {id},或它不属于您。请查看导入列表。",
    },
    "import.file_missing": {
        "en": "The request carries no file. Send it as the part “file” of a multipart form.",
        "zh-CN": "请求中没有文件。请以 multipart 表单的“file”部分提交。",
    },
    "import.file_empty": {
        "en": "The file is empty. Choose another one.",
        "zh-CN": "文件为空。请另选文件。",
    },
    "import.format_unknown": {
        "en": "{file} is neither CSV nor JSON. Save the sheet as CSV and send that.",
        "zh-CN": "{file} 不是 CSV 或 JSON。请将工作表另存为 CSV 后提交。",
    },
    "import.not_text": {
        "en": "The file is no text. Save the sheet as CSV and send that.",
        "zh-CN": "该文件不是文本。请将工作表另存为 CSV 后提交。",
    },
    "import.encoding_unknown": {
        "en": "The encoding {encoding} is not known. Use one of {known}.",
        "zh-CN": "未知编码 {encoding}。请使用 {known} 之一。",
    },
    "import.encoding_wrong": {
        "en": "Line {line} is not {encoding}. Save the file as UTF-8, or name its encoding.",
        "zh-CN": "第 {line} 行不是 {encoding} 编码。请将文件另存为 UTF-8,或指明其编码。",
    },
    "import.delimiter_unknown": {
        "en": "{delimiter} cannot separate columns. Use a comma, semicolon, tab or bar.",
        "zh-CN": "{delimiter} 不能作为列分隔符。请使用逗号、分号、制表符或竖线。",
    },
    "import.header_missing": {
        "en": "The first line names no columns. Put the column names there.",
        "zh-CN": "第一行没有列名。请在第一行填写列名。",
    },
    "import.header_broken": {
        "en": "The first line cannot be read; a quote is probably left open. Correct it.",
        "zh-CN": "第一行无法读取,可能有未闭合的引号。请更正。",
    },
    "import.too_many_columns": {
        "en": "The file has {found} columns; {limit} are possible. Leave some out.",
        "zh-CN": "文件有 {found} 列,最多 {limit} 列。请减少列数。",
    },
    "import.column_twice": {
        "en": "Two columns are named {column}. Rename one of them.",
        "zh-CN": "有两列都名为“{column}”。请重命名其中之一。",
    },
    "import.column_unknown": {
        "en": "The file has no column {column}. Check the mapping.",
        "zh-CN": "文件没有列“{column}”。请检查映射。",
    },
    "import.column_invalid": {
        "en": "The mapping of {column} must be a field key, or an object with field, values, match.",
        "zh-CN": "“{column}”的映射必须是字段键,或包含 field、values、match 的对象。",
    },
    "import.field_twice": {
        "en": "{field} is filled by two columns, the second is {column}. Keep one.",
        "zh-CN": "“{field}”由两列填充,第二列为“{column}”。请保留一列。",
    },
    "import.field_not_importable": {
        "en": "{field} holds rows of its own and cannot be filled from one column.",
        "zh-CN": "“{field}”是子表,不能由单列填充。",
    },
    "import.match_unknown": {
        "en": "{field} cannot be matched by {match}: its form has no such field.",
        "zh-CN": "“{field}”不能按“{match}”匹配:目标表单没有该字段。",
    },
    "import.mapping_invalid": {
        "en": "The mapping of columns does not fit. Correct the columns that are named.",
        "zh-CN": "列映射不符合要求。请更正所列的列。",
    },
    "import.nothing_mapped": {
        "en": "No column of the file fills a field. Map at least one.",
        "zh-CN": "文件中没有列对应任何字段。请至少映射一列。",
    },
    "import.upsert_not_mapped": {
        "en": "Rows are to be matched by {field}, but no column fills it. Map one.",
        "zh-CN": "需要按“{field}”匹配行,但没有列填充它。请映射一列。",
    },
    "import.on_error_unknown": {
        "en": "on_error is stop or skip. Choose one of them.",
        "zh-CN": "on_error 只能是 stop 或 skip。请选择其一。",
    },
    "import.no_stages": {
        "en": "The form has no pipeline, so no column can give a stage. Leave it out.",
        "zh-CN": "该表单没有流程,不能导入阶段。请移除该列。",
    },
    "import.json_shape": {
        "en": "The file must be a list of objects with field values.",
        "zh-CN": "文件必须是由字段值对象组成的列表。",
    },
    "import.not_an_object": {
        "en": "This entry is no object with field values.",
        "zh-CN": "此项不是字段值对象。",
    },
    "import.ragged_row": {
        "en": "The row has {found} cells instead of {expected}. Correct quotes and delimiters.",
        "zh-CN": "该行有 {found} 个单元格,应为 {expected} 个。请更正引号与分隔符。",
    },
    "import.nul_character": {
        "en": "The row contains a NUL character. Remove it.",
        "zh-CN": "该行包含 NUL 字符。请移除。",
    },
    "import.cell_too_long": {
        "en": "A cell is longer than {limit} characters; a quote is probably left open.",
        "zh-CN": "单元格超过 {limit} 个字符,可能有未闭合的引号。",
    },
    "import.not_a_moment": {
        "en": "“{text}” in {column} is no point in time. Write it like 2026-01-31 or 2026-01-31T08:00.",
        "zh-CN": "“{column}”中的“{text}”不是时间点。请写成 2026-01-31 或 2026-01-31T08:00。",
    },
    "import.no_match": {
        "en": "“{text}” in {column} matches no record. Correct it, or map it to a known value.",
        "zh-CN": "“{column}”中的“{text}”没有匹配的记录。请更正,或映射到已知值。",
    },
    "import.many_matches": {
        "en": "“{text}” in {column} matches {count} records. Match by a unique field instead.",
        "zh-CN": "“{column}”中的“{text}”匹配到 {count} 条记录。请改用唯一字段匹配。",
    },
    "import.repeated_in_file": {
        "en": "{field} must be unique, but “{value}” already stands in line {line}.",
        "zh-CN": "“{field}”必须唯一,但“{value}”已出现在第 {line} 行。",
    },
    "import.stopped": {
        "en": "Nothing was imported: {count} rows do not fit. Correct them, or skip bad rows.",
        "zh-CN": "未导入任何内容:{count} 行不符合要求。请更正,或选择跳过错误行。",
    },
    "export.format_unknown": {
        "en": "{format} is no export format. Use csv or json.",
        "zh-CN": "“{format}”不是导出格式。请使用 csv 或 json。",
    },
    "file.not_found": {
        "en": "There is no file {id}, or you may not see it. Upload it again.",
        "zh-CN": "没有文件 {id},或您无权查看。请重新上传。",
    },
    "file.missing": {
        "en": "The request carries no file. Send it as the part “file” of a multipart form.",
        "zh-CN": "请求中没有文件。请以 multipart 表单的“file”部分提交。",
    },
    "file.type_lies": {
        "en": "{name} is not what it says it is ({declared}). Choose the right file.",
        "zh-CN": "{name} 的实际类型与声明({declared})不符。请选择正确的文件。",
    },
    "file.malformed_upload": {
        "en": "The upload cannot be read ({reason}). Send it again as a multipart form.",
        "zh-CN": "上传内容无法读取({reason})。请以 multipart 表单重新提交。",
    },
}
