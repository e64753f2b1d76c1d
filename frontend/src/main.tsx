import "./app/base.css";
import "./app/shell.css";

import { createRoot } from "react-dom/client";

import { App } from "./app/app";
import { startLanguage } from "./i18n";

const root = document.getElementById("root");
if (root) {
  void startLanguage().then(() => createRoot(root).render(<App />));
}
