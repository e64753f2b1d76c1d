import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";

import { ApiError } from "@/api/problem";
import { queryClient } from "@/api/query-client";
import { meQuery } from "@/api/session";
import { FaultState } from "@/ui/fault-state";
import { Loading } from "@/ui/loading";

import { Layout } from "./layout";
import { NotFound } from "./not-found";
import { validateBoardSearch, validateInboxSearch, validateListSearch, validateLoginSearch, validateTabSearch } from "./search";

const root = createRootRouteWithContext<object>()({ component: Outlet, notFoundComponent: NotFound });

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: validateLoginSearch,
  component: lazyRouteComponent(() => import("../features/login/page")),
});

/** Everything below needs a session; without one the user comes back here after signing in. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  component: Layout,
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(meQuery);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        throw redirect({ to: "/login", search: { next: location.href } });
      }
      throw error;
    }
  },
});

const under = () => signedIn;

const today = createRoute({
  getParentRoute: under,
  path: "/",
  component: lazyRouteComponent(() => import("../features/today/page")),
});
const inbox = createRoute({
  getParentRoute: under,
  path: "/inbox",
  validateSearch: validateInboxSearch,
  component: lazyRouteComponent(() => import("../features/tasks/page")),
});
const list = createRoute({
  getParentRoute: under,
  path: "/apps/$app/$form",
  validateSearch: validateListSearch,
  component: lazyRouteComponent(() => import("../features/app-runtime/list/page")),
});
const create = createRoute({
  getParentRoute: under,
  path: "/apps/$app/$form/new",
  component: lazyRouteComponent(() => import("../features/app-runtime/record/new-page")),
});
const record = createRoute({
  getParentRoute: under,
  path: "/apps/$app/$form/$record",
  validateSearch: validateTabSearch,
  component: lazyRouteComponent(() => import("../features/app-runtime/record/page")),
});
const board = createRoute({
  getParentRoute: under,
  path: "/apps/$app/boards/$board",
  validateSearch: validateBoardSearch,
  component: lazyRouteComponent(() => import("../features/board/page")),
});
const imports = createRoute({
  getParentRoute: under,
  path: "/imports",
  component: lazyRouteComponent(() => import("../features/imports/page")),
});
const users = createRoute({
  getParentRoute: under,
  path: "/admin/users",
  component: lazyRouteComponent(() => import("../features/admin/page")),
});
const studio = createRoute({
  getParentRoute: under,
  path: "/studio",
  component: lazyRouteComponent(() => import("../features/studio/page")),
});
const studioApp = createRoute({
  getParentRoute: under,
  path: "/studio/$app",
  component: lazyRouteComponent(() => import("../features/studio/page")),
});
const models = createRoute({
  getParentRoute: under,
  path: "/studio/$app/models",
  component: lazyRouteComponent(() => import("../features/models/page")),
});
const formBuilder = createRoute({
  getParentRoute: under,
  path: "/studio/$app/forms/$key",
  component: lazyRouteComponent(() => import("../features/form-builder/page")),
});
const flowBuilder = createRoute({
  getParentRoute: under,
  path: "/studio/$app/flows/$key",
  component: lazyRouteComponent(() => import("../features/flow-builder/page")),
});
const reportBuilder = createRoute({
  getParentRoute: under,
  path: "/studio/$app/reports/$key",
  component: lazyRouteComponent(() => import("../features/report-builder/page")),
});
const boardBuilder = createRoute({
  getParentRoute: under,
  path: "/studio/$app/boards/$key",
  component: lazyRouteComponent(() => import("../features/board-builder/page")),
});

const tree = root.addChildren([
  login,
  signedIn.addChildren([
    today,
    inbox,
    board,
    list,
    create,
    record,
    imports,
    users,
    studio,
    models,
    formBuilder,
    flowBuilder,
    reportBuilder,
    boardBuilder,
    studioApp,
  ]),
]);

/** All addresses of the product. */
export const router = createRouter({
  routeTree: tree,
  context: {},
  defaultPreload: "intent",
  defaultPendingComponent: Loading,
  defaultPendingMs: 300,
  defaultErrorComponent: ({ error, reset }) => <FaultState error={error} onRetry={reset} />,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
