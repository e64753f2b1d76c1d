import { queryOptions } from "@tanstack/react-query";

import type { Label } from "@/i18n/language";

import { api } from "./client";

export interface RoleOfApp {
  app: string;
  role: string;
}
export interface User {
  id: string;
  login: string;
  name: string;
  disabled: boolean;
  email: string | null;
  language: string | null;
  is_admin: boolean;
  teams: string[];
  roles: RoleOfApp[];
  has_password: boolean;
  rev: number;
}
export interface Team {
  id: string;
  key: string;
  label: Label;
  parent_id: string | null;
  members: number;
  rev: number;
}
export interface Role {
  app: string;
  key: string;
  label: Label;
  capabilities: string[];
  users: string[];
  teams: string[];
}
export interface UserInput {
  login?: string;
  name?: string;
  password?: string;
  email?: string | null;
  language?: string | null;
  is_admin?: boolean;
  disabled?: boolean;
  teams?: string[];
  roles?: RoleOfApp[];
}

/** Users of the organisation by login. */
export const usersQuery = (search: string) =>
  queryOptions({
    queryKey: ["users", search],
    queryFn: ({ signal }) => api.get<{ items: User[]; next_cursor: string | null }>("/users", { query: { search, disabled: true, limit: 200 }, signal }),
    placeholderData: (previous) => previous,
  });

/** All teams; the tree follows from their parents. */
export const teamsQuery = queryOptions({
  queryKey: ["teams"],
  queryFn: async ({ signal }) => (await api.get<{ items: Team[] }>("/teams", { signal })).items,
});

/** The roles of the apps that the caller may see. */
export const rolesQuery = queryOptions({
  queryKey: ["roles"],
  queryFn: async ({ signal }) => (await api.get<{ items: Role[] }>("/roles", { signal })).items,
});

/** Creates a user. */
export const createUser = (input: UserInput) => api.post<User>("/users", input);
/** Changes a user; members left out stay. */
export const changeUser = (id: string, input: UserInput, rev: number) => api.patch<User>(`/users/${id}`, input, { ifMatch: rev });
/** Creates a team. */
export const createTeam = (input: { key: string; label: Label; parent_id: string | null; members?: string[] }) => api.post<Team>("/teams", input);
