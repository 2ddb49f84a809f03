import type { ComponentType } from "react";
import type { IconName } from "../ui/Icon";
import { texts } from "../texts";
import { type RouteName } from "./routes";

/** What a view gets: the parameters of its route. */
export interface ViewProps {
  parameters: Readonly<Record<string, string | undefined>>;
}

export interface View {
  /** Its address is that of this name in routes.json. */
  route: RouteName;
  /** The view is loaded when it is shown for the first time. */
  load: () => Promise<{ default: ComponentType<ViewProps> }>;
  /** Its place in the rail, and the keys that lead to it. */
  rail?: { label: string; icon: IconName; keys: string };
}

/**
 * All views. A new one is a folder below views with a component as default export, and an entry here; its route is in
 * routes.json. The rail shows the entries with rail in this order.
 */
export const views: readonly View[] = [
  {
    route: "home",
    load: () => import("../views/home"),
    rail: { label: texts.nav.home, icon: "home", keys: "g h" },
  },
  {
    route: "project",
    load: () => import("../views/session"),
    rail: { label: texts.nav.sessions, icon: "sessions", keys: "g s" },
  },
  { route: "session", load: () => import("../views/session") },
  { route: "changes", load: () => import("../views/changes") },
  {
    route: "files",
    load: () => import("../views/files"),
    rail: { label: texts.files.title, icon: "folder", keys: "g f" },
  },
  { route: "plan", load: () => import("../views/plan") },
  {
    route: "approvals",
    load: () => import("../views/approvals"),
    rail: { label: texts.nav.approvals, icon: "bell", keys: "i" },
  },
  {
    route: "dashboard",
    load: () => import("../views/dashboard"),
    rail: { label: texts.nav.dashboard, icon: "chart", keys: "g d" },
  },
  {
    route: "settings",
    load: () => import("../views/settings"),
    rail: { label: texts.nav.settings, icon: "gear", keys: "g p" },
  },
];

/** Whether a view exists, for links to it. */
export function hasView(route: RouteName): boolean {
  return views.some((view) => view.route === route);
}
