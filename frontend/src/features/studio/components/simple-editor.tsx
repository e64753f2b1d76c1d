import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { api } from "@/api/client";
import { BuilderPage, BuilderShell } from "@/builder/core/builder-page";
import type { DocumentAddress } from "@/builder/core/documents-api";
import type { LocalizedText } from "@/builder/core/localized";
import { useBuilderDocument, useBuilderStore } from "@/builder/core/use-builder";

import { RoleEditor } from "./role-editor";
import { type DocumentSchema, SchemaForm } from "./schema-form";

type SimpleDocument = Record<string, unknown> & { label?: LocalizedText };

const asIs = (body: SimpleDocument) => body;

/** The editor of a document kind without a builder of its own. */
export function SimpleEditor({ address }: { address: DocumentAddress }) {
  return (
    <BuilderPage<SimpleDocument> address={address} normalise={asIs}>
      <Shell address={address} />
    </BuilderPage>
  );
}

function Shell({ address }: { address: DocumentAddress }) {
  const { t } = useTranslation("studio");
  return (
    <BuilderShell<SimpleDocument>
      bare
      left={null}
      right={null}
      linkOf={(_, pointer) => (pointer ? { id: pointer, label: t("simple.place") } : null)}
      onOpenElement={(pointer) => document.querySelector<HTMLElement>(`[data-pointer="/${pointer.split("/")[1]}"]`)?.scrollIntoView({ block: "center" })}
      canvas={<div className="studio-simple">{address.kind === "roles" ? <RoleEditor app={address.app} /> : <GeneratedForm address={address} />}</div>}
    />
  );
}

function GeneratedForm({ address }: { address: DocumentAddress }) {
  const store = useBuilderStore<SimpleDocument>();
  const document = useBuilderDocument<SimpleDocument>();
  const schema = useQuery({
    queryKey: ["schema", address.kind],
    queryFn: ({ signal }) => api.get<DocumentSchema>(`/schemas/${address.kind}`, { signal }),
    staleTime: Infinity,
  });
  return (
    <SchemaForm
      app={address.app}
      schema={schema.data ?? null}
      document={document}
      onChange={(name, value) =>
        store.change(
          (draft) => {
            if (value === undefined) delete draft[name];
            else draft[name] = value;
          },
          { group: name },
        )
      }
    />
  );
}
