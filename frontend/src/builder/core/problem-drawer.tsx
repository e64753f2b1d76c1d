import { Drawer } from "antd";
import { useTranslation } from "react-i18next";

import type { Fault } from "@/api/problem";

import { ProblemList, type ElementLink } from "./problem-list";

interface Props {
  problems: readonly Fault[];
  linkOf: (pointer: string) => ElementLink | null;
  onOpen: (id: string) => void;
  onClose: () => void;
}

/** The problems of the document beside the canvas. */
export function ProblemDrawer({ problems, linkOf, onOpen, onClose }: Props) {
  const { t } = useTranslation("builder");
  return (
    <Drawer open title={t("problems.title")} onClose={onClose} size={420}>
      <ProblemList problems={problems} linkOf={linkOf} onOpen={onOpen} />
    </Drawer>
  );
}
