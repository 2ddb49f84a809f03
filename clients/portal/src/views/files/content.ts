import { authorizedFetch } from "../../api/fetch";
import { ApiError, data, rest, type Schemas } from "../../api/rest";
import { texts } from "../../texts";
import { decodeUtf8 } from "../changes/patch";

/** The largest file that the server takes back. */
const MAX_BYTES = 1024 * 1024;

export interface TextFile {
  path: string;
  /** Names the version; the server refuses to replace another one. */
  etag: string;
  /** With its byte order mark and its line breaks; undefined if it cannot be edited. */
  text: string | undefined;
  /** Why it cannot be edited. */
  reason: string;
  bytes: number;
}

/** Where a file is: in the files of a project, or in the result of a run. */
export type Place = { project: string } | { run: string };

function addressOf(place: Place, path: string): string {
  const root = "project" in place ? `projects/${encodeURIComponent(place.project)}` : `runs/${encodeURIComponent(place.run)}`;
  return `/api/v1/${root}/files/content?${new URLSearchParams({ path })}`;
}

/** Reads a file for an editor. */
export async function readText(place: Place, path: string): Promise<TextFile> {
  const answer = await authorizedFetch(addressOf(place, path), { headers: { Range: `bytes=0-${MAX_BYTES}` } });
  if (answer.status === 416) {
    // An empty file has no range.
    return { path, etag: answer.headers.get("ETag") ?? "", text: "", reason: "", bytes: 0 };
  }
  if (!answer.ok) {
    throw ApiError.of(await answer.json().catch(() => undefined), answer.status);
  }
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return { path, etag: answer.headers.get("ETag") ?? "", bytes: bytes.length, ...contentOf(bytes) };
}

/** The text of a file, or the reason why it cannot be edited. */
export function contentOf(bytes: Uint8Array): { text: string | undefined; reason: string } {
  if (bytes.length > MAX_BYTES) {
    return { text: undefined, reason: texts.files.tooLarge };
  }
  if (bytes.includes(0)) {
    return { text: undefined, reason: texts.files.binary };
  }
  const text = decodeUtf8(bytes);
  return text === undefined ? { text: undefined, reason: texts.files.notUtf8 } : { text, reason: "" };
}

/** Replaces the version of a file that the ETag names; another one is refused with 412. */
export async function writeText(
  project: string,
  path: string,
  text: string,
  etag: string,
): Promise<Schemas["WrittenFile"]> {
  const answer = await authorizedFetch(addressOf({ project }, path), {
    method: "PUT",
    headers: { "Content-Type": "application/octet-stream", ...(etag === "" ? {} : { "If-Match": etag }) },
    body: new TextEncoder().encode(text),
  });
  const body: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok) {
    throw ApiError.of(body, answer.status);
  }
  return body as Schemas["WrittenFile"];
}

/** One folder of a project; a large one comes in pages. */
export async function readFolder(project: string, path: string): Promise<Schemas["FileEntry"][]> {
  const entries: Schemas["FileEntry"][] = [];
  let cursor: string | undefined;
  do {
    const page: Schemas["FilePage"] = await data(
      rest.GET("/api/v1/projects/{id}/files", {
        params: {
          path: { id: project },
          query: { limit: 1000, ...(path === "" ? {} : { path }), ...(cursor === undefined ? {} : { cursor }) },
        },
      }),
    );
    entries.push(...page.entries);
    cursor = page.next;
  } while (cursor !== undefined && entries.length < 10_000);
  return entries;
}
