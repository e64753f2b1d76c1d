"""Messages of the host's own edge: HTTP, requests, storage."""

MESSAGES: dict[str, dict[str, str]] = {
    "request.invalid": {
        "en": "The request body does not fit. Correct the fields that are named and send it again.",
        "zh-CN": "请求内容不符合要求。请修改所列字段后重新提交。",
    },
    "request.malformed_json": {
        "en": "The request body is not valid JSON ({reason}). Correct it and send it again.",
        "zh-CN": "请求内容不是合法的 JSON({reason})。请更正后重新提交。",
    },
    "request.not_found": {
        "en": "There is no such address: {path}. Check the path.",
        "zh-CN": "没有此地址:{path}。请检查路径。",
    },
    "request.method_not_allowed": {
        "en": "{method} is not possible here. Use one of: {allowed}.",
        "zh-CN": "此处不支持 {method}。可用方法:{allowed}。",
    },
    "request.too_large": {
        "en": "The request is larger than the {limit} allowed here. Send less at once.",
        "zh-CN": "请求超过此处允许的 {limit}。请减少单次提交的内容。",
    },
    "request.member_unknown": {
        "en": "“{name}” is not known here. Remove it or correct its spelling.",
        "zh-CN": "此处不支持“{name}”。请删除该项或检查拼写。",
    },
    "request.member_missing": {
        "en": "“{name}” is missing. Add it.",
        "zh-CN": "缺少“{name}”。请补充。",
    },
    "request.member_type": {
        "en": "“{name}” is not of the type {type}. Correct its value.",
        "zh-CN": "“{name}”不是 {type} 类型。请更正此值。",
    },
    "request.member_limit": {
        "en": "“{name}” is outside of its limit ({limit}). Correct its value.",
        "zh-CN": "“{name}”超出限制({limit})。请更正此值。",
    },
    "request.member_choice": {
        "en": "“{name}” is none of the possible values. Use one of: {known}.",
        "zh-CN": "“{name}”的取值不在可选范围内。可用值:{known}。",
    },
    "request.member_invalid": {
        "en": "The value of “{name}” cannot be used. Correct it.",
        "zh-CN": "“{name}”的值无法使用。请更正。",
    },
    "service.unavailable": {
        "en": "The database cannot be reached right now. Nothing was changed; try again shortly.",
        "zh-CN": "暂时无法连接数据库。未作任何更改,请稍后重试。",
    },
    "service.disk_full": {
        "en": "The server's disk is full. Nothing was changed; ask the operator to free space.",
        "zh-CN": "服务器磁盘已满。未作任何更改,请联系运维人员清理空间。",
    },
    "service.busy": {
        "en": "The system is busy with another change. Nothing was changed; try again shortly.",
        "zh-CN": "系统正忙于其他更改。未作任何更改,请稍后重试。",
    },
    "value.out_of_range": {
        "en": "A value is outside of what can be stored. Use a smaller number or a shorter text.",
        "zh-CN": "某个值超出可存储范围。请使用更小的数字或更短的文本。",
    },
}
