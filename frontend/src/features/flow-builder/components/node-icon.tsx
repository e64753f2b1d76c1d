import {
  AuditOutlined,
  BellOutlined,
  BranchesOutlined,
  CheckCircleOutlined,
  ClockCircleOutlined,
  CodeOutlined,
  EditOutlined,
  FileAddOutlined,
  FlagOutlined,
  ForkOutlined,
  HourglassOutlined,
  MailOutlined,
  MergeCellsOutlined,
  PlayCircleOutlined,
  PushpinOutlined,
  SendOutlined,
  UserSwitchOutlined,
} from "@ant-design/icons";
import { type ComponentType, createElement } from "react";

const ICONS: Record<string, ComponentType> = {
  start: PlayCircleOutlined,
  stage: FlagOutlined,
  xor: BranchesOutlined,
  and_split: ForkOutlined,
  and_join: MergeCellsOutlined,
  timer: ClockCircleOutlined,
  wait_event: HourglassOutlined,
  end: CheckCircleOutlined,
  approval: AuditOutlined,
  assign: UserSwitchOutlined,
  update_record: EditOutlined,
  create_record: FileAddOutlined,
  set_vars: CodeOutlined,
  notify: BellOutlined,
  email: MailOutlined,
  webhook: SendOutlined,
  note: PushpinOutlined,
};

/** The picture of a node type; decoration only, its name stands beside it. */
export function NodeIcon({ type }: { type: string }) {
  return <span aria-hidden>{createElement(ICONS[type] ?? FlagOutlined)}</span>;
}
