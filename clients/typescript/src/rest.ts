import createClient, { type Client, type Middleware } from "openapi-fetch";
import { ApiError } from "./errors.js";
import type { paths } from "./openapi.js";

export type RestClient = Client<paths>;

export interface RestOptions {
  /** Address of the server, such as http://127.0.0.1:8080. */
  url: string;
  /** The token of the server; without it a browser sends the cookie of the login. */
  token?: string;
}

/** The REST API of a server; an answer with an error is thrown as an ApiError. */
export function createRestClient(options: RestOptions): RestClient {
  const client = createClient<paths>({ baseUrl: options.url.replace(/\/+$/, ""), headers: authorization(options.token) });
  client.use(throwErrors);
  return client;
}

/** The header that a token is sent in, for REST and for WebSocket. */
export function authorization(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { Authorization: `Bearer ${token}` };
}

/** Reads the file `authorization` of a server's data directory, or a token alone. */
export function parseToken(text: string): string {
  const token = text.trim().replace(/^Authorization: Bearer /, "");
  if (!/^[A-Za-z0-9_-]{43,200}$/.test(token)) {
    throw new TypeError("this is no token: it has 43 to 200 characters of A-Za-z0-9_-");
  }
  return token;
}

const throwErrors: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) {
      const text = await response.text();
      throw ApiError.of(parseJson(text), response.status);
    }
  },
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The page of a proxy.
  }
}
