/** The path of the server as this browser sees it, without a slash at its end: empty, or that of a proxy. */
export const basePath: string = import.meta.env.DEV ? "" : new URL(/* @vite-ignore */ "..", import.meta.url).pathname.replace(/\/$/, "");

export const serverUrl: string = location.origin + basePath;
