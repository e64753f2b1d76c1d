"""Texts of every code of the flow engine."""

MESSAGES: dict[str, dict[str, str]] = {
    "flow.action_not_available": {
        "en": "The action “{action}” is not available in the present stage “{stage}”. "
        "Reload the record to see what can be done now.",
        "zh-CN": "当前阶段“{stage}”没有操作“{action}”。请刷新记录,查看现在可以做什么。",
    },
    "flow.guard_reason": {
        "en": "{reason}",
        "zh-CN": "{reason}",
    },
    "flow.guard_failed": {
        "en": "“{action}” is not possible yet: this condition is not met: {condition}. "
        "Change the record so that it holds, then try again.",
        "zh-CN": "暂时不能执行“{action}”:未满足条件 {condition}。请修改记录使其成立后重试。",
    },
    "flow.role_required": {
        "en": "“{action}” is reserved for the roles: {roles}. Ask one of their members.",
        "zh-CN": "“{action}”仅限以下角色执行:{roles}。请联系具备该角色的同事。",
    },
    "flow.comment_required": {
        "en": "“{action}” needs a comment. Write one, then try again.",
        "zh-CN": "执行“{action}”需要填写说明。请填写后重试。",
    },
    "flow.required_missing": {
        "en": "These fields must be filled before “{stage}”: {fields}. Fill them, then try again.",
        "zh-CN": "进入“{stage}”前必须填写:{fields}。请填写后重试。",
    },
    "flow.field_required": {
        "en": "The field “{field}” is needed for this step. Fill it in.",
        "zh-CN": "此步骤需要填写字段“{field}”。",
    },
    "flow.task_closed": {
        "en": "This task is already closed ({state}). Reload the list of tasks.",
        "zh-CN": "该任务已结束({state})。请刷新任务列表。",
    },
    "flow.task_waiting": {"en": "A decision is waiting for you", "zh-CN": "有一项待你审批"},
    "flow.instance_refused": {
        "en": "The flow of this record is {state}; this is not possible now.",
        "zh-CN": "该记录的流程状态为 {state},现在无法执行此操作。",
    },
    "flow.incident": {
        "en": "The flow cannot go on at the node “{node}” ({reason}). "
        "Nothing was changed; tell your administrator.",
        "zh-CN": "流程在节点“{node}”无法继续({reason})。未做任何更改,请联系管理员。",
    },
    "flow.too_many_nodes": {
        "en": "The flow visited more than {limit} nodes in one step, probably a loop.",
        "zh-CN": "流程在一步内经过了超过 {limit} 个节点,可能存在循环。",
    },
    "flow.no_way_out": {
        "en": "No way leads on from the node “{node}”. Add a default way.",
        "zh-CN": "节点“{node}”没有可走的分支。请添加默认分支。",
    },
    "flow.nobody_to_ask": {
        "en": "The node “{node}” names nobody. Change its rule or fill the role.",
        "zh-CN": "节点“{node}”没有找到处理人。请修改规则或为角色分配成员。",
    },
    "flow.stage_refused": {
        "en": "The stage of the node “{node}” cannot follow the present one.",
        "zh-CN": "节点“{node}”的阶段不能接在当前阶段之后。",
    },
    "flow.unknown_stage": {
        "en": "The stage “{stage}” does not exist in this flow. Use one of its stages.",
        "zh-CN": "流程中没有阶段“{stage}”。请使用已有的阶段。",
    },
    "flow.duplicate_key": {
        "en": "The key “{key}” is used twice. Give one of the two another key.",
        "zh-CN": "标识“{key}”重复。请修改其中一个。",
    },
    "flow.start_count": {
        "en": "A flow has exactly one start node; this one has {count}.",
        "zh-CN": "流程必须恰有一个开始节点;现有 {count} 个。",
    },
    "flow.unknown_node": {
        "en": "The edge points at the node “{node}”, which does not exist.",
        "zh-CN": "连线指向不存在的节点“{node}”。",
    },
    "flow.unreachable": {
        "en": "The node “{node}” cannot be reached from the start. Connect or delete it.",
        "zh-CN": "节点“{node}”无法从开始到达。请连接或删除它。",
    },
    "flow.no_exit": {
        "en": "Nothing leads on from the node “{node}”. Connect it to another node or an end.",
        "zh-CN": "节点“{node}”没有出口。请连接到其他节点或结束节点。",
    },
    "flow.cycle_without_wait": {
        "en": "The loop through the node “{node}” never waits. Put a stage, a task or a timer in it.",
        "zh-CN": "经过节点“{node}”的循环没有等待。请在其中加入阶段、审批或定时。",
    },
    "flow.default_edge_missing": {
        "en": "The choice “{node}” needs exactly one default way.",
        "zh-CN": "分支节点“{node}”必须恰有一条默认分支。",
    },
    "flow.condition_missing": {
        "en": "A way out of the choice “{node}” has neither a condition nor is it the default.",
        "zh-CN": "分支节点“{node}”的一条出口既没有条件,也不是默认分支。",
    },
    "flow.unknown_port": {
        "en": "The node “{node}” has no way out named “{port}”.",
        "zh-CN": "节点“{node}”没有名为“{port}”的出口。",
    },
    "flow.port_without_edge": {
        "en": "The node “{node}” needs a way out for “{port}”.",
        "zh-CN": "节点“{node}”缺少“{port}”的出口。",
    },
    "flow.action_outside_stage": {
        "en": "Only an edge that leaves a stage can be an action; “{node}” is none.",
        "zh-CN": "只有从阶段节点出发的连线才能是操作;“{node}”不是阶段节点。",
    },
    "flow.stage_leaves_at_once": {
        "en": "The stage “{node}” is left at once by a way without action and condition, "
        "so its other ways are never taken. Give that way an action, or delete the others.",
        "zh-CN": "阶段“{node}”有一条既无操作也无条件的出口,会立即离开,其他出口永远不会执行。"
        "请为该出口设置操作,或删除其他出口。",
    },
    "flow.duplicate_action": {
        "en": "The stage “{node}” offers the action “{action}” twice.",
        "zh-CN": "阶段“{node}”的操作“{action}”重复。",
    },
    "flow.stage_without_node": {
        "en": "The stage “{stage}” is on no node of the canvas.",
        "zh-CN": "阶段“{stage}”没有对应的节点。",
    },
    "flow.stage_twice": {
        "en": "The stage “{stage}” is on more than one node.",
        "zh-CN": "阶段“{stage}”出现在多个节点上。",
    },
    "flow.stage_in_parallel": {
        "en": "The stage node “{node}” lies between a split and its join; "
        "a record has one stage at a time.",
        "zh-CN": "阶段节点“{node}”位于并行分支之中;一条记录同一时间只能有一个阶段。",
    },
    "flow.unknown_form": {
        "en": "The form “{form}” does not exist.",
        "zh-CN": "表单“{form}”不存在。",
    },
    "flow.unknown_field": {
        "en": "“{node}” names the field “{field}”, which the form does not have.",
        "zh-CN": "“{node}”引用了表单中不存在的字段“{field}”。",
    },
    "flow.unknown_link": {
        "en": "“{node}” goes through the field “{field}”, which is no link of the form.",
        "zh-CN": "“{node}”使用的字段“{field}”不是表单中的关联字段。",
    },
    "flow.unknown_role": {
        "en": "“{node}” names the role “{role}”, which does not exist.",
        "zh-CN": "“{node}”引用了不存在的角色“{role}”。",
    },
    "flow.unknown_variable": {
        "en": "“{node}” names the variable “{variable}”, which the flow does not declare.",
        "zh-CN": "“{node}”引用了未声明的变量“{variable}”。",
    },
    "flow.assignee_empty": {
        "en": "The rule of the node “{node}” names nobody. Choose a user or a role.",
        "zh-CN": "节点“{node}”的规则没有指定任何人。请选择用户或角色。",
    },
    "flow.timer_needs_one": {
        "en": "The timer “{node}” needs either a duration or an instant, not both.",
        "zh-CN": "定时节点“{node}”需要时长或时刻之一,不能同时设置。",
    },
    "flow.event_needs_one": {
        "en": "The node “{node}” waits for either a condition or a message, not both.",
        "zh-CN": "节点“{node}”需要条件或消息之一,不能同时设置。",
    },
    "flow.bad_settings": {
        "en": "The settings of the node “{node}” do not fit its type: {problem}",
        "zh-CN": "节点“{node}”的设置不符合其类型:{problem}",
    },
    "flow.second_pipeline": {
        "en": "The form “{form}” already has the pipeline “{flow}”; a form has at most one.",
        "zh-CN": "表单“{form}”已有流程“{flow}”;每个表单最多一个。",
    },
}
