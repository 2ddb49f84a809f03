import routes from "./routes.json";

/** The addresses of all views; the server answers the same ones with the page of the portal. */
export type RouteName = keyof typeof routes;

export { routes };

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
