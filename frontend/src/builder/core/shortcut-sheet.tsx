import { Modal } from "antd";
import { useTranslation } from "react-i18next";

import { KEYMAP, printChord } from "./keymap";

const IS_MAC = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

/** The shortcuts, printed from the keymap that also dispatches them. */
export function ShortcutSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation("builder");
  return (
    <Modal open={open} title={t("shortcuts.title")} onCancel={onClose} footer={null} width={460}>
      <table style={{ width: "100%", borderCollapse: "collapse" }}>
        <tbody>
          {KEYMAP.map((shortcut) => (
            <tr key={shortcut.command}>
              <th scope="row" style={{ textAlign: "left", fontWeight: 400, padding: "6px 0" }}>
                {t(`shortcuts.${shortcut.command}`)}
              </th>
              <td style={{ textAlign: "right" }}>
                {shortcut.keys.map((chord) => (
                  <kbd key={chord} className="builder-kbd">
                    {printChord(chord, IS_MAC)}
                  </kbd>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{t("shortcuts.clipboard")}</p>
      <p>{t("shortcuts.drag")}</p>
    </Modal>
  );
}
