import { serverUrl } from "./base";
import { noteStatus } from "./login";
import { ApiError, asError } from "./rest";

/** fetch with the cookie of the login, for bodies that are no JSON. A lost login shows the login. */
export async function authorizedFetch(path: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(serverUrl + path, { ...init, cache: "no-store" });
  } catch (error) {
    throw asError(error);
  }
  if (answer.status === 401) {
    noteStatus(ApiError.of(undefined, 401));
  }
  return answer;
}
