import { load } from "../state/storage";
import routes from "./routes.json";

/** The addresses of all views; the server answers the same ones with the page of the portal. */
export type RouteName = keyof typeof routes;

export { routes };

/** The project of an address below /p/; undefined for the others. */
export function projectAt(location: string): string | undefined {
  const part = /^\/p\/([^/?#]+)/.exec(location)?.[1];
  return part === undefined ? undefined : decodeURIComponent(part);
}

/** The address of an entry of the rail: for the project of the page, else for the last one. Undefined if there was none yet. */
export function railPath(name: RouteName, location: string): string | undefined {
  if (!routes[name].includes(":project")) {
    return path(name);
  }
  const project = projectAt(location) ?? load("project") ?? "";
  return project === "" ? undefined : path(name, { project });
}

/** The address of a view: path("session", {project: "p", session: "s"}). Parameters that the pattern lacks become a query. */
export function path(name: RouteName, parameters: Record<string, string> = {}): string {
  const query = new URLSearchParams(parameters);
  const filled = routes[name]
    .split("/")
    .map((part) => {
      if (!part.startsWith(":")) return part;
      const key = part.slice(1).replace("?", "");
      query.delete(key);
      return encodeURIComponent(parameters[key] ?? "");
    })
    .filter((part, index) => index === 0 || part !== "")
    .join("/");
  return (filled === "" ? "/" : filled) + (query.size === 0 ? "" : `?${query}`);
}
