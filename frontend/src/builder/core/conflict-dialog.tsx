import { Button, Modal } from "antd";
import { useTranslation } from "react-i18next";

/** Somebody else saved the same draft: nothing is overwritten before a choice. */
export function ConflictDialog(props: { open: boolean; onTheirs: () => void; onMine: () => void }) {
  const { t } = useTranslation("builder");
  return (
    <Modal
      open={props.open}
      title={t("conflict.title")}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={[
        <Button key="theirs" onClick={props.onTheirs}>
          {t("conflict.theirs")}
        </Button>,
        <Button key="mine" danger onClick={props.onMine}>
          {t("conflict.mine")}
        </Button>,
      ]}
    >
      <p>{t("conflict.text")}</p>
    </Modal>
  );
}
