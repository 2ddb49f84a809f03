import { ApiError, ConnectionError, createRestClient, type components } from "@codeagent/client";
import { serverUrl } from "./base";

export { ApiError, ConnectionError };

/** The REST API of this page's server; the browser sends the cookie of its login. Errors are thrown as ApiError. */
export const rest = createRestClient({ url: serverUrl });

export type Schemas = components["schemas"];

/** The data of an answer; an error is thrown, so that it is there. */
export async function data<T>(request: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  try {
    return (await request).data as NonNullable<T>;
  } catch (error) {
    throw asError(error);
  }
}

/** fetch throws a TypeError if there is no answer. */
export function asError(error: unknown): ApiError | ConnectionError {
  if (error instanceof ApiError || error instanceof ConnectionError) {
    return error;
  }
  return new ConnectionError(error instanceof Error ? error.message : String(error));
}
