import { Outlet } from "@tanstack/react-router";
import { Suspense } from "react";

import { Loading } from "@/ui/loading";

/** The signed-in frame: navigation around the page. */
export function Layout() {
  return (
    <main id="content" style={{ height: "100dvh", overflow: "auto" }}>
      <Suspense fallback={<Loading />}>
        <Outlet />
      </Suspense>
    </main>
  );
}
