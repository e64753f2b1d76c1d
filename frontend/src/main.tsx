import "./app/base.css";
import "./app/shell.css";

import { createRoot } from "react-dom/client";

import { App } from "./app/app";
import { passNonceToStyles } from "./app/nonce";
import { startLanguage } from "./i18n";

const root = document.getElementById("root");
passNonceToStyles();
if (root) {
  void startLanguage().then(() => createRoot(root).render(<App />));
}
