import { RouterProvider } from "@tanstack/react-router";
import { Suspense } from "react";

import { ErrorBoundary } from "./error-boundary";
import { Providers } from "./providers";
import { router } from "./router";

/** The whole page. */
export function App() {
  return (
    <Providers>
      <ErrorBoundary>
        <Suspense fallback={null}>
          <RouterProvider router={router} />
        </Suspense>
      </ErrorBoundary>
    </Providers>
  );
}
