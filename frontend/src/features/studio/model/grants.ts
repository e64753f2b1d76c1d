/** The grants of a role as a matrix of forms. */

export type Scope = "own" | "team" | "subtree" | "all";
export type FieldRight = "none" | "mask" | "read" | "write";

export interface Grant {
  form: string;
  actions: string[];
  scope?: Scope;
  fields?: Record<string, FieldRight>;
  when?: unknown;
}

export interface RoleDocument {
  kind?: "role";
  key: string;
  label: string | Record<string, string>;
  capabilities?: string[];
  grants?: Grant[];
  [member: string]: unknown;
}

export const ACTIONS = ["read", "create", "update", "delete", "export", "import", "transition"] as const;
export const SCOPES: readonly Scope[] = ["own", "team", "subtree", "all"];
export const RIGHTS: readonly FieldRight[] = ["none", "mask", "read", "write"];
export const CAPABILITIES = ["build", "administer", "train", "import", "export"] as const;

/** Give a role an action on a form, or take it; a form without actions loses its grant. */
export function toggleAction(role: RoleDocument, form: string, action: string, on: boolean): void {
  role.grants ??= [];
  let grant = role.grants.find((candidate) => candidate.form === form);
  if (grant === undefined) {
    if (!on) return;
    grant = { form, actions: [], scope: "own" };
    role.grants.push(grant);
  }
  grant.actions = on ? [...new Set([...grant.actions, action])] : grant.actions.filter((candidate) => candidate !== action);
  // Whoever may write must be able to see what they wrote.
  if (on && action !== "read" && !grant.actions.includes("read")) grant.actions.unshift("read");
  if (grant.actions.length === 0) role.grants = role.grants.filter((candidate) => candidate !== grant);
}

/** Set the right on one field of a form; undefined returns to the form's own right. */
export function setFieldRight(role: RoleDocument, form: string, field: string, right: FieldRight | undefined): void {
  const grant = role.grants?.find((candidate) => candidate.form === form);
  if (grant === undefined) return;
  grant.fields ??= {};
  if (right === undefined) delete grant.fields[field];
  else grant.fields[field] = right;
  if (Object.keys(grant.fields).length === 0) delete grant.fields;
}
