"""Messages of the model registry; the reasons of the plugins themselves are in `triloom_ml`."""

MESSAGES: dict[str, dict[str, str]] = {
    "model.unknown_input": {
        "en": "The plugin {plugin} has no input {input}. Its inputs are: {known}.",
        "zh-CN": "插件 {plugin} 没有输入项 {input}。可用输入项:{known}。",
    },
    "model.missing_input": {
        "en": "The input {input} of the plugin {plugin} needs a field. Choose one.",
        "zh-CN": "插件 {plugin} 的输入项 {input} 需要指定字段。请选择字段。",
    },
    "model.unknown_field": {
        "en": "The form {form} has no field {field}. Choose a field of the form or of a linked one.",
        "zh-CN": "表单 {form} 没有字段 {field}。请选择本表单或关联表单的字段。",
    },
    "model.not_computed": {
        "en": "The field {field} is not a computed field of the plugin {plugin}. Choose one that is.",
        "zh-CN": "字段 {field} 不是插件 {plugin} 的计算字段。请选择对应的计算字段。",
    },
    "model.invalid_parameters": {
        "en": "The parameters do not fit: {reason}. Correct them.",
        "zh-CN": "参数不符合要求:{reason}。请更正。",
    },
    "model.not_trained": {
        "en": "The model {model} has not been trained yet. Train it first.",
        "zh-CN": "模型 {model} 尚未训练。请先训练。",
    },
    "model.no_such_version": {
        "en": "The model {model} has no version {number}. Choose one of its versions.",
        "zh-CN": "模型 {model} 没有版本 {number}。请选择已有版本。",
    },
    "model.refused_version": {
        "en": "Version {number} of the model {model} was refused, so it cannot go live: {reason}",
        "zh-CN": "模型 {model} 的版本 {number} 已被拒绝,不能上线:{reason}",
    },
    "model.note_needed": {
        "en": "The rule keeps version {number} in the shadow. To promote it all the same, say why in `note`.",
        "zh-CN": "按规则,版本 {number} 应保持影子状态。如仍要上线,请在 note 中说明理由。",
    },
    "model.training_failed": {
        "en": "The training of {model} failed: {reason}. The live version stays as it was.",
        "zh-CN": "模型 {model} 训练失败:{reason}。线上版本保持不变。",
    },
    "model.worse_than_live": {
        "en": "On the newest records the new version is less accurate than the live one, so it stays in the shadow.",
        "zh-CN": "在最新记录上,新版本的误差大于线上版本,因此保持影子状态。",
    },
    "model.no_score": {
        "en": "This record has no score of the model yet.",
        "zh-CN": "该记录尚无模型分数。",
    },
    "model.circuit_open": {
        "en": "The model {model} failed three times in a row, so it rests. Look at its last error, then train again.",
        "zh-CN": "模型 {model} 连续失败三次,已暂停。请查看最近的错误后重新训练。",
    },
}
