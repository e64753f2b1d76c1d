"""Messages of apps, documents, plans and packages."""

MESSAGES: dict[str, dict[str, str]] = {
    "app.not_found": {
        "en": "There is no app “{app}”. Check its key.",
        "zh-CN": "没有应用“{app}”。请检查标识。",
    },
    "app.exists": {
        "en": "There is an app “{app}” already. Choose another key.",
        "zh-CN": "应用“{app}”已存在。请换一个标识。",
    },
    "app.stale": {
        "en": "The app “{app}” was changed meanwhile. Load it again, then repeat your change.",
        "zh-CN": "应用“{app}”已被他人修改。请重新加载后再操作。",
    },
    "app.in_use": {
        "en": "The app “{app}” is needed by: {dependents}. Remove those first.",
        "zh-CN": "应用“{app}”被以下应用依赖:{dependents}。请先移除它们。",
    },
    "form.not_found": {
        "en": "There is no form “{form}”. Check its key, and that it is published.",
        "zh-CN": "没有表单“{form}”。请检查标识,并确认已发布。",
    },
    "form.no_such_action": {
        "en": "“{action}” is no action of this record now. Load the record again.",
        "zh-CN": "“{action}”不是该记录当前可用的操作。请重新加载记录。",
    },
    "document.unknown_kind": {
        "en": "There is no kind of document “{kind}”. Known kinds: {known}.",
        "zh-CN": "没有文档类型“{kind}”。可用类型:{known}。",
    },
    "document.not_found": {
        "en": "There is no document “{key}” among the {kind} of “{app}”. Check its key.",
        "zh-CN": "“{app}”的 {kind} 中没有文档“{key}”。请检查标识。",
    },
    "document.bad_key": {
        "en": "“{key}” cannot be a key. Use lower-case letters, digits and _, starting with a letter.",
        "zh-CN": "“{key}”不能作为标识。请使用小写字母、数字和下划线,并以字母开头。",
    },
    "document.not_an_object": {
        "en": "The document “{key}” must be a JSON object. Send an object.",
        "zh-CN": "文档“{key}”必须是 JSON 对象。请提交对象。",
    },
    "document.other_key": {
        "en": "The document says key “{found}”, its address says “{key}”. Make them equal.",
        "zh-CN": "文档中的标识为“{found}”,而地址中为“{key}”。请保持一致。",
    },
    "document.other_kind": {
        "en": "The document says kind “{found}”, its address says “{kind}”. Make them equal.",
        "zh-CN": "文档类型为“{found}”,而地址中为“{kind}”。请保持一致。",
    },
    "document.revision_needed": {
        "en": "There is a draft of “{key}” already. Send its ETag in If-Match, so that no edit is lost.",
        "zh-CN": "“{key}”已有草稿。请在 If-Match 中提交其 ETag,以免覆盖他人修改。",
    },
    "document.stale": {
        "en": "The draft of “{key}” was changed meanwhile. Load it again, then repeat your change.",
        "zh-CN": "“{key}”的草稿已被他人修改。请重新加载后再操作。",
    },
    "document.reserved_member": {
        "en": "“{member}” is a name that the store keeps for itself. Write the expression as text.",
        "zh-CN": "“{member}”是系统保留名称。请以文本形式书写表达式。",
    },
    "document.bad_tag": {
        "en": "If-Match holds {tag}, which is no revision. Send the ETag that the document came with.",
        "zh-CN": "If-Match 的值 {tag} 不是有效修订号。请提交文档返回的 ETag。",
    },
    "document.no_draft": {
        "en": "“{key}” has no draft. There is nothing to drop.",
        "zh-CN": "“{key}”没有草稿,无需删除。",
    },
    "document.bad_version": {
        "en": "“{version}” is no version. Use draft, published or a number.",
        "zh-CN": "“{version}”不是有效版本。请使用 draft、published 或数字。",
    },
    "document.no_such_version": {
        "en": "“{key}” has no published version {version}. See its list of versions.",
        "zh-CN": "“{key}”没有已发布的版本 {version}。请查看版本列表。",
    },
    "document.in_use": {
        "en": "“{key}” is used by: {dependents}. Change those first.",
        "zh-CN": "“{key}”被以下文档使用:{dependents}。请先修改它们。",
    },
    "document.unknown_reference": {
        "en": "There is no “{key}” among the {kind} of this app. Choose one that exists.",
        "zh-CN": "本应用的 {kind} 中没有“{key}”。请选择已有的。",
    },
    "document.member_missing": {
        "en": "“{member}” is missing here. Add it.",
        "zh-CN": "此处缺少“{member}”。请补充。",
    },
    "document.unknown_member": {
        "en": "“{member}” is not known here. Remove it or correct its name.",
        "zh-CN": "此处不认识“{member}”。请删除或更正名称。",
    },
    "document.wrong_type": {
        "en": "“{member}” has the wrong type; expected: {expected}.",
        "zh-CN": "“{member}”的类型不正确,应为:{expected}。",
    },
    "document.not_allowed": {
        "en": "The value of “{member}” is not among those allowed. See the schema of this kind.",
        "zh-CN": "“{member}”的值不在允许范围内。请查看该类型的结构说明。",
    },
    "document.pattern": {
        "en": "“{member}” does not have the required form. See the schema of this kind.",
        "zh-CN": "“{member}”的格式不正确。请查看该类型的结构说明。",
    },
    "document.invalid_member": {
        "en": "“{member}” does not fit. See the schema of this kind.",
        "zh-CN": "“{member}”不符合要求。请查看该类型的结构说明。",
    },
    "publish.nothing": {
        "en": "There is no draft to publish in {documents}. Change something first.",
        "zh-CN": "{documents} 没有可发布的草稿。请先修改。",
    },
    "publish.has_problems": {
        "en": "The drafts have {count} problems. Correct the places that are named, then publish again.",
        "zh-CN": "草稿存在 {count} 个问题。请修改所列位置后重新发布。",
    },
    "publish.consent_required": {
        "en": "Publishing would lose or hide data in {count} places. Confirm each, then publish again.",
        "zh-CN": "发布将导致 {count} 处数据丢失或隐藏。请逐项确认后重新发布。",
    },
    "publish.moved_on": {
        "en": "“{key}” was published by somebody else meanwhile. Load it again, then publish.",
        "zh-CN": "“{key}”已被他人发布。请重新加载后再发布。",
    },
    "publish.field_id_taken": {
        "en": "A field of “{form}” carries the id {id} of another form's field. Remove the id.",
        "zh-CN": "“{form}”的某个字段使用了其他表单字段的 id {id}。请删除该 id。",
    },
    "publish.values_repeat": {
        "en": "“{field}” cannot be unique: {count} records share values, for example {sample}.",
        "zh-CN": "“{field}”不能设为唯一:{count} 条记录的值重复,例如 {sample}。",
    },
    "publish.values_repeat_now": {
        "en": "Records of “{form}” share values of a field that was to become unique. Plan again.",
        "zh-CN": "“{form}”中存在重复值,无法设为唯一。请重新预览发布计划。",
    },
    "plan.unchanged": {
        "en": "“{key}” is as published already; its draft is dropped.",
        "zh-CN": "“{key}”与已发布版本相同,草稿将被删除。",
    },
    "plan.follows": {
        "en": "“{key}” is updated along, because it names what is renamed or retyped.",
        "zh-CN": "“{key}”引用了被改名或改类型的内容,将同步更新。",
    },
    "plan.document_new": {
        "en": "“{key}” is published for the first time.",
        "zh-CN": "“{key}”首次发布。",
    },
    "plan.document_changed": {
        "en": "“{key}” gets a new version.",
        "zh-CN": "“{key}”将生成新版本。",
    },
    "plan.table_new": {
        "en": "The form “{form}” gets its table with {count} fields.",
        "zh-CN": "表单“{form}”将建立数据表,共 {count} 个字段。",
    },
    "plan.field_added": {
        "en": "The field “{field}” ({type}) is added to “{form}”; it is empty in existing records.",
        "zh-CN": "在“{form}”中新增字段“{field}”({type}),已有记录中为空。",
    },
    "plan.field_renamed": {
        "en": "The key of “{field}” changes from {old} to {new}; everything that names it follows.",
        "zh-CN": "“{field}”的标识由 {old} 改为 {new},所有引用将同步更新。",
    },
    "plan.field_hidden": {
        "en": "The field “{field}” is taken away; values of {count} records are hidden, not deleted.",
        "zh-CN": "字段“{field}”被移除,{count} 条记录的值将被隐藏(不删除)。",
    },
    "plan.type_changed": {
        "en": "“{field}” changes from {old_type} to {type}; its values stay.",
        "zh-CN": "“{field}”由{old_type}改为{type},数据保留。",
    },
    "plan.type_converted": {
        "en": "“{field}” changes from {old_type} to {type}: {count} values are converted, "
        "{lost} cannot be, {changed} lose digits. The old values are kept for undo.",
        "zh-CN": "“{field}”由{old_type}改为{type}:转换 {count} 个值,其中 {lost} 个无法转换,"
        "{changed} 个损失精度。旧值保留以便撤销。",
    },
    "plan.rows_without_value": {
        "en": "“{field}” becomes required; {count} records have no value and must get one when edited.",
        "zh-CN": "“{field}”变为必填,{count} 条记录没有值,编辑时需补填。",
    },
    "plan.rows_outside_rule": {
        "en": "{count} records have a value of “{field}” outside the new rule, for example {sample}.",
        "zh-CN": "{count} 条记录的“{field}”不符合新规则,例如 {sample}。",
    },
    "plan.form_changed": {
        "en": "“{form}” changes its labels, layout or rules; no data is touched.",
        "zh-CN": "“{form}”的名称、布局或规则变更,不影响数据。",
    },
    "plan.depends": {
        "en": "It refers to “{used}”.",
        "zh-CN": "引用了“{used}”。",
    },
    "consent.cells_hidden": {
        "en": "Hide the field “{field}” with the values of {count} records.",
        "zh-CN": "隐藏字段“{field}”及 {count} 条记录中的值。",
    },
    "consent.cells_lost": {
        "en": "Change “{field}” to {type}: {lost} values become empty, {changed} lose digits.",
        "zh-CN": "将“{field}”改为{type}:{lost} 个值将变为空,{changed} 个损失精度。",
    },
    "package.not_zip": {
        "en": "The package is not a zip file. Export it again, or pack the folder of its documents.",
        "zh-CN": "安装包不是 zip 文件。请重新导出,或将文档文件夹打包后再安装。",
    },
    "package.malformed": {
        "en": "The package cannot be read ({reason}). Export it again or correct the file {file}.",
        "zh-CN": "安装包无法读取({reason})。请重新导出,或修正文件 {file}。",
    },
    "package.needs": {
        "en": "The package needs the apps {missing}, which are not installed. Install them first.",
        "zh-CN": "安装包依赖尚未安装的应用:{missing}。请先安装。",
    },
    "package.too_large": {
        "en": "The package holds more than {limit}. Split it.",
        "zh-CN": "安装包超过 {limit}。请拆分。",
    },
}
