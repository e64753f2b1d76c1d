/** The node types of the palette, mirrored from the flow engine; labels become document labels. */

export type NodeGroup = "path" | "people" | "data" | "message";

export interface NodeTypeInfo {
  type: string;
  group: NodeGroup;
  label: Record<"zh-CN" | "en", string>;
  ports: readonly string[];
  /** Settings without which a fresh node of the type could not be published. */
  settings: Record<string, unknown>;
  hasNoExit?: boolean;
}

function info(
  type: string,
  group: NodeGroup,
  zh: string,
  en: string,
  settings: Record<string, unknown> = {},
  ports: readonly string[] = [],
): NodeTypeInfo {
  return { type, group, label: { "zh-CN": zh, en }, settings, ports };
}

export const NODE_GROUPS: readonly NodeGroup[] = ["path", "people", "data", "message"];

export const NODE_TYPES: readonly NodeTypeInfo[] = [
  info("start", "path", "开始", "Start"),
  info("stage", "path", "阶段", "Stage"),
  info("xor", "path", "条件分支", "Choice"),
  info("and_split", "path", "并行分支", "Parallel split"),
  info("and_join", "path", "并行汇合", "Parallel join"),
  info("timer", "path", "定时等待", "Timer", { duration: { days: 1 } }),
  info("wait_event", "path", "等待事件", "Wait for", { message: "continue" }),
  { ...info("end", "path", "结束", "End"), hasNoExit: true },
  info("approval", "people", "审批", "Approval", { assignee: { rule: "supervisor_of_owner" } }, ["approved", "rejected", "withdrawn"]),
  info("assign", "people", "分配负责人", "Assign", { method: "round_robin" }),
  info("update_record", "data", "更新记录", "Update record", { set: {} }),
  info("create_record", "data", "创建记录", "Create record", { form: "", set: {} }),
  info("set_vars", "data", "设置变量", "Set variables", { set: {} }),
  info("notify", "message", "通知", "Notify", { to: { rule: "owner" }, title: { "zh-CN": "请查看", en: "Please look" } }),
  info("email", "message", "邮件", "E-mail", { to: { rule: "owner" }, title: { "zh-CN": "请查看", en: "Please look" } }),
  info("webhook", "message", "Webhook", "Webhook", { url: "https://" }, ["success", "failure"]),
  { ...info("note", "message", "备注", "Note", { text: "" }), hasNoExit: true },
];

const BY_TYPE = new Map(NODE_TYPES.map((entry) => [entry.type, entry]));

export function nodeTypeInfo(type: string): NodeTypeInfo {
  return BY_TYPE.get(type) ?? info(type, "path", type, type);
}

/** Find types by a label in either language or by name. */
export function searchNodeTypes(query: string): readonly NodeTypeInfo[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return NODE_TYPES;
  return NODE_TYPES.filter((entry) => [entry.type, entry.label.en, entry.label["zh-CN"]].some((text) => text.toLowerCase().includes(wanted)));
}
