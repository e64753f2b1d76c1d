import "./studio.css";

import { useLocation, useParams } from "@tanstack/react-router";

import { AppDocuments } from "./components/app-documents";
import { Apps } from "./components/apps";
import { SimpleEditor } from "./components/simple-editor";

/** The studio: all apps, the documents of one app, or one document without a builder of its own. */
export default function Page() {
  const { app } = useParams({ strict: false }) as { app?: string };
  const { hash } = useLocation();
  if (app === undefined) return <Apps />;
  const [kind, key] = hash.replace(/^#/, "").split("/");
  if (kind && key) return <SimpleEditor key={`${app}/${kind}/${key}`} address={{ app, kind, key }} />;
  return <AppDocuments key={app} app={app} kind={kind || undefined} />;
}
