import { createContext, useContext, useEffect, useState, type ReactNode } from "react";
import { createPortal } from "react-dom";
import { Link, useLocation } from "wouter";
import { create } from "zustand";
import { gateway } from "../api/gateway";
import { useApprovals } from "../api/queries";
import { useNotifications } from "../features/approval/notify";
import { store } from "../state/storage";
import { texts } from "../texts";
import { Icon } from "../ui/Icon";
import { OfflineBar } from "../ui/OfflineBar";
import { useMedia } from "../ui/media";
import { Toast } from "../ui/Toast";
import { useKeys } from "./keys";
import { path, projectAt, railPath, type RouteName } from "./routes";
import { switchTheme, useTheme } from "./theme";
import { useDocumentTitle } from "./title";
import { hasView, views } from "./views";

/** Which columns are shown; on a phone the right one covers the page. */
export const useColumns = create(() => ({ context: true, inspector: true, phoneInspector: false }));

interface Columns {
  context: HTMLElement | null;
  inspector: HTMLElement | null;
}

const ColumnsContext = createContext<Columns>({ context: null, inspector: null });

/** What a view shows in the column at the left, such as the list of sessions. */
export function ContextColumn({ label, children }: { label: string; children: ReactNode }) {
  const { context } = useContext(ColumnsContext);
  return context && createPortal(<Column label={label}>{children}</Column>, context);
}

/** What a view shows in the column at the right, such as details of the run. */
export function InspectorColumn({ label, children }: { label: string; children: ReactNode }) {
  const { inspector } = useContext(ColumnsContext);
  return inspector && createPortal(<Column label={label}>{children}</Column>, inspector);
}

function Column({ label, children }: { label: string; children: ReactNode }) {
  return (
    <aside className="column" aria-label={label}>
      {children}
    </aside>
  );
}

/** The frame of all views: bars, rail, and three columns, of which a view fills those that it needs. */
export function Shell({ children }: { children: ReactNode }) {
  const [context, setContext] = useState<HTMLElement | null>(null);
  const [inspector, setInspector] = useState<HTMLElement | null>(null);
  const open = useColumns();
  const [location] = useLocation();
  const narrow = useMedia("(max-width: 1240px)");
  // On a narrow page the columns cover what was chosen in them.
  useEffect(() => useColumns.setState({ phoneInspector: false, ...(narrow ? { context: true } : {}) }), [location, narrow]);
  useEffect(() => {
    gateway(); // Each view tells whether the server is there.
  }, []);
  useKeys({
    "[": () => useColumns.setState((old) => ({ context: !old.context })),
    "]": () => useColumns.setState((old) => ({ inspector: !old.inspector })),
  });
  // A narrow page hides the left column first, so that the key opens it.
  const contextClass = narrow ? (open.context ? "" : "open") : open.context ? "" : "closed";
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {texts.nav.skip}
      </a>
      <div className="shell-bars">
        <OfflineBar />
      </div>
      <Rail />
      <div ref={setContext} className={`context ${contextClass}`} />
      <main id="main" className="main" tabIndex={-1}>
        <ColumnsContext value={{ context, inspector }}>{children}</ColumnsContext>
      </main>
      <div ref={setInspector} className={`inspector ${open.inspector ? "" : "closed"} ${open.phoneInspector ? "phone-open" : ""}`} />
      <Toast />
    </div>
  );
}

function Rail() {
  const [location] = useLocation();
  const { theme } = useTheme();
  const columnHidden = useColumns().context; // The button is there on narrow pages only, which hide it at first.
  const questions = useApprovals().data;
  const approvals = questions?.length ?? 0;
  useNotifications(questions);
  useDocumentTitle(approvals);
  const project = projectAt(location);
  useEffect(() => {
    if (project !== undefined) store("project", project);
  }, [project]);
  return (
    <nav className="rail" aria-label={texts.nav.main}>
      <Link className="logo" href={path("home")} aria-label={`${texts.product}, ${texts.nav.home}`}>
        <Icon name="logo" />
      </Link>
      {views.map((view) => {
        const target = railPath(view.route, location);
        return (
          view.rail !== undefined &&
          target !== undefined && (
            <Link
              key={view.route}
              href={target}
              aria-current={isAt(location, view.route) ? "page" : undefined}
            >
              <Icon name={view.rail.icon} />
              {view.rail.label}
              {view.route === badgeRoute() && approvals > 0 && (
                <span className="badge">
                  <span aria-hidden="true">{approvals}</span>
                  <span className="hidden-text">, {texts.nav.openApprovals(approvals)}</span>
                </span>
              )}
            </Link>
          )
        );
      })}
      <span className="spring" />
      <button
        type="button"
        className="column-button"
        aria-expanded={!columnHidden}
        onClick={() => useColumns.setState({ context: !columnHidden })}
      >
        <Icon name="sessions" />
        {texts.nav.list}
      </button>
      <button
        type="button"
        className="wide-only"
        onClick={switchTheme}
        aria-label={texts.theme.label(texts.theme[theme])}
      >
        <Icon name="theme" />
        {texts.theme[theme]}
      </button>
    </nav>
  );
}

/** Where the number of open questions is shown: home lists them too. */
function badgeRoute(): RouteName {
  return hasView("approvals") ? "approvals" : "home";
}

/** Views of projects belong to the entry of sessions, except their files. */
function isAt(location: string, route: RouteName): boolean {
  const isFiles = /^\/p\/[^/]+\/files$/.test(location);
  if (isFiles || route === "files") {
    return isFiles && route === "files";
  }
  const own = route === "project" ? "/p" : path(route);
  return own === "/" ? location === "/" : location === own || location.startsWith(`${own}/`);
}
