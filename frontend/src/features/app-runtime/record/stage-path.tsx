import { CheckOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import type { Stage } from "@/api/types";

/** The stages in order, with the present one marked; failed ends show only when reached. */
export function StagePath({ stages, current }: { stages: Stage[]; current: string | null }) {
  const { t } = useTranslation("app-runtime");
  const at = stages.findIndex((stage) => stage.key === current);
  const kind = stages[at]?.kind;
  const shown = stages.filter((stage) => stage.kind !== "failure" || stage.key === current);
  return (
    <div className="stage-path" role="group" aria-label={t("record.path")} tabIndex={0}>
      <ol>
      {shown.map((stage) => {
        const index = stages.indexOf(stage);
        const done = kind !== "failure" && index < at;
        return (
          <li key={stage.key} data-state={stage.key === current ? stage.kind : done ? "done" : "ahead"} aria-current={stage.key === current ? "step" : undefined}>
            {done && <CheckOutlined aria-hidden />}
            {stage.key === current && stage.kind === "failure" && <span aria-hidden>✕ </span>}
            {stage.key === current && stage.kind === "success" && <span aria-hidden>✓ </span>}
            {stage.label}
            {done && <span className="visually-hidden"> ({t("record.stageDone")})</span>}
          </li>
        );
      })}
      </ol>
    </div>
  );
}
