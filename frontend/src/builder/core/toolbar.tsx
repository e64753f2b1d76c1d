import { ArrowLeftOutlined, HistoryOutlined, QuestionCircleOutlined, RedoOutlined, UndoOutlined } from "@ant-design/icons";
import { Badge, Button, Tag, Tooltip } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { SaveStatus } from "./save-status";
import { useBuilderStore, useHistorySizes } from "./use-builder";
import type { Draft } from "./use-draft";

interface Props {
  title: string;
  backTo: string;
  onBack: () => void;
  draft: Draft<object>;
  extra?: ReactNode;
  problemCount: number;
  onProblems: () => void;
  onVersions: () => void;
  onShortcuts: () => void;
  onPublish: () => void;
}

/** Head of every builder: where one is, whether it is saved, undo, problems, versions, publish. */
export function Toolbar(props: Props) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore<object>();
  const sizes = useHistorySizes();
  const { draft } = props;
  return (
    <header className="builder-toolbar">
      <Button
        type="text"
        href={props.backTo}
        aria-label={t("toolbar.back")}
        icon={<ArrowLeftOutlined />}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey) return;
          event.preventDefault();
          props.onBack();
        }}
      />
      <h1>{props.title}</h1>
      <Tag>{draft.published === null ? t("toolbar.unpublished") : t("toolbar.published", { version: draft.published })}</Tag>
      <SaveStatus state={draft.state} onRetry={() => void draft.flush()} />
      <span className="builder-spring" />
      {props.extra}
      <Tooltip title={t("toolbar.undo")}>
        <Button type="text" icon={<UndoOutlined />} aria-label={t("toolbar.undo")} disabled={sizes.past === 0} onClick={() => store.undo()} />
      </Tooltip>
      <Tooltip title={t("toolbar.redo")}>
        <Button type="text" icon={<RedoOutlined />} aria-label={t("toolbar.redo")} disabled={sizes.future === 0} onClick={() => store.redo()} />
      </Tooltip>
      <Badge count={props.problemCount} size="small">
        <Button type="text" onClick={props.onProblems}>
          {t("toolbar.problems", { count: props.problemCount })}
        </Button>
      </Badge>
      <Tooltip title={t("toolbar.versions")}>
        <Button type="text" icon={<HistoryOutlined />} aria-label={t("toolbar.versions")} onClick={props.onVersions} />
      </Tooltip>
      <Tooltip title={t("toolbar.shortcuts")}>
        <Button type="text" icon={<QuestionCircleOutlined />} aria-label={t("toolbar.shortcuts")} onClick={props.onShortcuts} />
      </Tooltip>
      <Button type="primary" autoInsertSpace={false} onClick={props.onPublish} data-testid="publish">
        {t("toolbar.publish")}
      </Button>
    </header>
  );
}
