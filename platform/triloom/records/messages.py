"""Messages of the record room."""

from triloom.records.import_messages import IMPORT_MESSAGES

MESSAGES: dict[str, dict[str, str]] = {
    "record.not_found": {
        "en": "There is no such record, or you may not see it. Check the link or ask its owner.",
        "zh-CN": "没有此记录,或您无权查看。请检查链接或联系其负责人。",
    },
    "record.invalid": {
        "en": "The record was not saved: some values do not fit. Correct the fields that are named.",
        "zh-CN": "记录未保存:部分值不符合要求。请更正所列字段。",
    },
    "record.out_of_reach": {
        "en": "You may not write this record of {form}. Ask its owner or your administrator.",
        "zh-CN": "您无权写入“{form}”的此记录。请联系其负责人或管理员。",
    },
    "record.unknown_field": {
        "en": "There is no field {field}. Remove it or check its key.",
        "zh-CN": "没有字段“{field}”。请移除或检查其键名。",
    },
    "record.field_computed": {
        "en": "{field} is computed and cannot be written. Leave it out.",
        "zh-CN": "“{field}”由系统计算,不能写入。请勿提交该字段。",
    },
    "record.field_read_only": {
        "en": "{field} is read-only here. Leave it out.",
        "zh-CN": "“{field}”在此处只读。请勿提交该字段。",
    },
    "record.field_not_writable": {
        "en": "You may see {field} but not change it. Leave it out or ask your administrator.",
        "zh-CN": "您可以查看“{field}”但不能修改。请勿提交该字段,或联系管理员。",
    },
    "record.refused_by_rule": {
        "en": "{message}",
        "zh-CN": "{message}",
    },
    "record.conflict": {
        "en": "Somebody else changed {fields} meanwhile. Compare both versions and save again.",
        "zh-CN": "其间他人修改了 {fields}。请对比两个版本后重新保存。",
    },
    "record.revision_missing": {
        "en": "The revision that the change is based on is missing. Send it as If-Match.",
        "zh-CN": "缺少本次修改所依据的版本号。请通过 If-Match 提交。",
    },
    "record.revision_malformed": {
        "en": "{given} is no revision. Send the ETag that the record was read with.",
        "zh-CN": "{given} 不是有效的版本号。请提交读取记录时得到的 ETag。",
    },
    "record.revision_unknown": {
        "en": "Revision {revision} does not exist; the record is at {current}. Read it again.",
        "zh-CN": "版本 {revision} 不存在;记录当前版本为 {current}。请重新读取。",
    },
    "record.stale": {
        "en": "The record changed since revision {revision}; it is at {current}. Read it again.",
        "zh-CN": "记录自版本 {revision} 后已变更,当前版本为 {current}。请重新读取。",
    },
    "record.unique_taken": {
        "en": "{field} must be unique: “{value}” already belongs to {title}. Use another value.",
        "zh-CN": "“{field}”必须唯一:“{value}”已属于“{title}”。请使用其他值。",
    },
    "record.unique_taken_unknown": {
        "en": "{field} must be unique, and another record has this value. Use another one.",
        "zh-CN": "“{field}”必须唯一,已有其他记录使用此值。请使用其他值。",
    },
    "record.unique_in_request": {
        "en": "{field} must be unique, but {other} has the same value. Change one of them.",
        "zh-CN": "“{field}”必须唯一,但 {other} 的值相同。请修改其中之一。",
    },
    "record.link_not_found": {
        "en": "{field} points at a record that does not exist or that you may not see ({id}).",
        "zh-CN": "“{field}”指向的记录不存在或您无权查看({id})。",
    },
    "record.link_in_trash": {
        "en": "{field} points at a record in the trash ({id}). Restore it or choose another one.",
        "zh-CN": "“{field}”指向回收站中的记录({id})。请先恢复该记录或另选一条。",
    },
    "record.user_not_found": {
        "en": "{field} names a user who does not exist ({id}). Choose another one.",
        "zh-CN": "“{field}”指定的用户不存在({id})。请另选一位。",
    },
    "record.delete_restricted": {
        "en": "{title} cannot be deleted: {count} records of {form} link to it by {field}. "
        "Change those first.",
        "zh-CN": "“{title}”无法删除:{form} 中有 {count} 条记录通过“{field}”关联它。请先处理这些记录。",
    },
    "record.too_many_referrers": {
        "en": "More than {limit} records of {form} link here. Delete or change them in parts first.",
        "zh-CN": "{form} 中有超过 {limit} 条记录关联到此处。请先分批处理。",
    },
    "record.row_operations_invalid": {
        "en": "The rows must be a list, or an object with {allowed}.",
        "zh-CN": "子表必须是列表,或包含 {allowed} 的对象。",
    },
    "record.row_not_found": {
        "en": "The record has no such row. Read it again and repeat the change.",
        "zh-CN": "该记录没有此行。请重新读取后再修改。",
    },
    "record.values_missing": {
        "en": "The row has no values. Send them as an object under values.",
        "zh-CN": "该行没有 values。请以对象形式提交。",
    },
    "record.member_unknown": {
        "en": "{member} is not part of a row. Remove it.",
        "zh-CN": "{member} 不是行的成员。请移除。",
    },
    "record.twice_in_request": {
        "en": "The record {id} occurs twice in this request. Join both changes into one.",
        "zh-CN": "记录 {id} 在此请求中出现两次。请合并为一次修改。",
    },
    "record.bulk_invalid": {
        "en": "Nothing was saved: {count} rows do not fit. Correct them or send them without atomic.",
        "zh-CN": "未保存任何内容:{count} 行不符合要求。请更正,或以非原子方式提交。",
    },
    "record.bulk_too_large": {
        "en": "One request takes at most {limit} rows, not {found}. Send them in parts.",
        "zh-CN": "单次请求最多 {limit} 行,当前为 {found} 行。请分批提交。",
    },
    "record.upsert_field_not_unique": {
        "en": "Rows can only be matched by a unique field, which {field} is not.",
        "zh-CN": "只能按唯一字段匹配行,“{field}”不是唯一字段。",
    },
    "record.idempotency_key_invalid": {
        "en": "The idempotency key must be printable and at most {limit} characters long.",
        "zh-CN": "幂等键必须是可打印字符,且不超过 {limit} 个字符。",
    },
    "record.idempotency_key_reused": {
        "en": "This idempotency key was used with another body. Use a new key for a new write.",
        "zh-CN": "此幂等键已用于其他内容。新的写入请使用新的键。",
    },
    "query.limit_out_of_range": {
        "en": "A page holds 1 to {limit} records. Ask for fewer and go on with the cursor.",
        "zh-CN": "每页为 1 到 {limit} 条记录。请减少数量并用游标继续。",
    },
    "query.cursor_invalid": {
        "en": "The cursor does not belong to this question. Start again from the first page.",
        "zh-CN": "该游标不属于此查询。请从第一页重新开始。",
    },
    "query.unknown_field": {
        "en": "There is no field {field}. Check its key.",
        "zh-CN": "没有字段“{field}”。请检查其键名。",
    },
    "query.unknown_view": {
        "en": "The form has no view {view}. Choose another one.",
        "zh-CN": "该表单没有视图“{view}”。请另选。",
    },
    "query.field_masked": {
        "en": "You see {field} only masked, so it can neither be filtered nor sorted by.",
        "zh-CN": "您只能看到掩码后的“{field}”,不能据此筛选或排序。",
    },
    "query.field_not_sortable": {
        "en": "{field} has no order to sort by. Choose another field.",
        "zh-CN": "“{field}”无法排序。请选择其他字段。",
    },
    "query.field_not_stored": {
        "en": "{field} depends on the moment and cannot be compared in a query.",
        "zh-CN": "“{field}”随时间变化,不能用于查询。",
    },
    "query.filter_invalid": {
        "en": "The filter cannot be used. Correct the places that are named.",
        "zh-CN": "筛选条件无法使用。请更正所列位置。",
    },
    "query.text_unusable": {
        "en": "The text contains characters that no record can hold. Remove them.",
        "zh-CN": "文本包含无法存储的字符。请移除。",
    },
    "query.not_pushable": {
        "en": "The database cannot answer this filter. Use simpler functions over stored fields.",
        "zh-CN": "数据库无法执行此筛选。请对已存储字段使用更简单的函数。",
    },
    "query.too_many_links": {
        "en": "One question follows at most {limit} links. Use fewer.",
        "zh-CN": "单次查询最多跨越 {limit} 个关联。请减少。",
    },
    "query.too_many_sort_fields": {
        "en": "Sort by at most {limit} fields.",
        "zh-CN": "最多按 {limit} 个字段排序。",
    },
    "query.too_many_fields": {
        "en": "Name at most {limit} fields.",
        "zh-CN": "最多指定 {limit} 个字段。",
    },
    "query.search_too_long": {
        "en": "Search for at most {limit} characters.",
        "zh-CN": "搜索内容最多 {limit} 个字符。",
    },
    "query.search_too_wide": {
        "en": "The search has more than {limit} hits. Add a word.",
        "zh-CN": "搜索结果超过 {limit} 条。请增加关键词。",
    },
    **IMPORT_MESSAGES,
}
