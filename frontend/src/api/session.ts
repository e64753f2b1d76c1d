import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";

import { api, setCsrfToken } from "./client";
import { queryClient } from "./query-client";
import type { Me } from "./types";

/** Who is signed in and what this person may use. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }) => {
    const me = await api.get<Me>("/me", { signal });
    setCsrfToken(me.csrf_token);
    return me;
  },
  staleTime: 60_000,
});

/** The signed-in user; only below the signed-in layout. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** True when the user has a capability, or may do everything. */
export function can(me: Me, capability: string): boolean {
  return me.is_admin === true || me.capabilities.includes(capability);
}

/** Opens a session by password. */
export async function signIn(login: string, password: string): Promise<Me> {
  const me = await api.post<Me>("/session", { login, password });
  setCsrfToken(me.csrf_token);
  queryClient.clear();
  // The session's answer may be shorter than `/me`; ask once for the full picture.
  return queryClient.fetchQuery({ ...meQuery, staleTime: 0 });
}

/** Ends the session and forgets everything that was loaded in it. */
export async function signOut(): Promise<void> {
  await api.delete("/session");
  setCsrfToken(null);
  queryClient.clear();
}
