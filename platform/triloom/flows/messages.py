"""Texts of the flow room's own codes; those of the engine are in `triloom_flow.messages`."""

MESSAGES: dict[str, dict[str, str]] = {
    "flow.none": {
        "en": "No flow is published for “{form}”, so its records have no stages and no actions.",
        "zh-CN": "“{form}”尚未发布流程,其记录没有阶段和操作。",
    },
    "flow.conflict": {
        "en": "Somebody else moved this record at the same moment. Reload it and try again.",
        "zh-CN": "其他人刚刚推进了这条记录。请刷新后重试。",
    },
    "flow.unknown_instance": {
        "en": "This flow does not exist. Reload the list.",
        "zh-CN": "该流程实例不存在。请刷新列表。",
    },
    "flow.version_gone": {
        "en": "The flow version {version} that this record runs on no longer exists. "
        "Tell your administrator.",
        "zh-CN": "该记录所用的流程版本 {version} 已不存在。请联系管理员。",
    },
    "flow.too_deep": {
        "en": "More than {limit} flows set off one another. Nothing was changed; "
        "ask your administrator to break the circle.",
        "zh-CN": "超过 {limit} 个流程相互触发。未做任何更改;请管理员解除循环。",
    },
    "flow.field_gone": {
        "en": "The flow writes the field “{field}”, which the form no longer has. "
        "Publish a corrected flow.",
        "zh-CN": "流程要写入的字段“{field}”已不存在。请发布修正后的流程。",
    },
    "flow.stage_is_an_action": {
        "en": "The stage of a record is changed by an action of its flow, not as a value. "
        "Use one of the record's actions.",
        "zh-CN": "记录的阶段只能通过流程操作更改,不能直接赋值。请使用记录上的操作。",
    },
    "flow.not_permitted": {
        "en": "You may not move this record. Ask its owner or your administrator.",
        "zh-CN": "你无权推进此记录。请联系负责人或管理员。",
    },
    "task.unknown": {
        "en": "The task does not exist, or it is not yours to see. Reload the list of tasks.",
        "zh-CN": "任务不存在,或你无权查看。请刷新任务列表。",
    },
    "task.not_yours": {
        "en": "This task is for somebody else to decide. Ask them, or an administrator.",
        "zh-CN": "该任务应由其他人处理。请联系对方或管理员。",
    },
    "task.bad_box": {
        "en": "There is no box “{box}”. Use one of: {boxes}.",
        "zh-CN": "没有任务箱“{box}”。可用:{boxes}。",
    },
    "notification.unknown": {
        "en": "The notification does not exist. Reload the list.",
        "zh-CN": "通知不存在。请刷新列表。",
    },
    "flow.effect_failed": {
        "en": "The flow could not reach the outside: {reason}.",
        "zh-CN": "流程无法访问外部服务:{reason}。",
    },
    "flow.not_a_flow": {
        "en": "This part does not fit the schema of a flow.",
        "zh-CN": "此处不符合流程的结构定义。",
    },
    "flow.bad_simulation": {
        "en": "The simulation cannot run: {reason}",
        "zh-CN": "无法运行模拟:{reason}",
    },
}
