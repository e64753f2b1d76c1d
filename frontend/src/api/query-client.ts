import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

import { ApiError } from "./problem";

/** Told to the page when the server no longer knows the session. */
export const SESSION_ENDED = "triloom:session-ended";

function tellEnd(error: Error): void {
  if (error instanceof ApiError && error.status === 401) window.dispatchEvent(new Event(SESSION_ENDED));
}

/** One cache for the page; refused requests are not repeated, lost connections twice. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: tellEnd }),
  mutationCache: new MutationCache({ onError: tellEnd }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => !(error instanceof ApiError && error.status < 500) && count < 2,
    },
    mutations: { retry: false },
  },
});
