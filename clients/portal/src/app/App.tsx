import { useState } from "react";
import { Link, Route, Router, Switch, useLocation } from "wouter";
import { basePath } from "../api/base";
import { useLogin } from "../api/login";
import { texts } from "../texts";
import { Login } from "../views/login";
import { Boundary } from "./Boundary";
import { commands } from "./commands";
import { KeyList } from "./KeyList";
import { useKeys } from "./keys";
import { path, routes } from "./routes";
import { SessionPalette } from "./SessionPalette";
import { Shell } from "./Shell";
import { LoadedView } from "./LoadedView";
import { views } from "./views";

export function App() {
  const { state } = useLogin();
  if (state === "unknown") {
    return null;
  }
  if (state === "out") {
    return <Login />;
  }
  return (
    <Router base={basePath}>
      <Shell>
        <Commands />
        <Boundary>
          <Switch>
            {views.map((view) => (
              <Route key={view.route} path={routes[view.route]}>
                {(parameters) => <LoadedView key={view.route} load={view.load} parameters={parameters} />}
              </Route>
            ))}
            <Route>
              <NotFound />
            </Route>
          </Switch>
        </Boundary>
      </Shell>
    </Router>
  );
}

/** The keys that work everywhere, the palette and the list of keys. */
function Commands() {
  const [location, navigate] = useLocation();
  const [open, setOpen] = useState<"palette" | "keys">();
  const all = commands({ navigate, location: () => location, showKeys: () => setOpen("keys") });
  useKeys({
    ...Object.fromEntries(all.flatMap((item) => (item.shortcut === undefined ? [] : [[item.shortcut, item.run]]))),
    "mod+k": () => setOpen("palette"),
  });
  const close = (): void => setOpen(undefined);
  if (open === "palette") {
    return <SessionPalette commands={all} navigate={navigate} onClose={close} />;
  }
  return open === "keys" ? <KeyList onClose={close} /> : null;
}

function NotFound() {
  return (
    <div className="placeholder">
      <h1>{texts.notFound.title}</h1>
      <p>{texts.notFound.text}</p>
      <Link className="button" href={path("home")}>
        {texts.notFound.action}
      </Link>
    </div>
  );
}
