import { serverUrl } from "../api/base";
import { ApiError, asError, type Schemas } from "../api/rest";

/** Uploads an image or a text; the run that is started next gets it by its id. */
export async function upload(file: File): Promise<Schemas["Attachment"]> {
  try {
    const answer = await fetch(`${serverUrl}/api/v1/attachments?name=${encodeURIComponent(file.name)}`, {
      method: "POST",
      headers: { "Content-Type": file.type === "" ? "text/plain" : file.type },
      body: file,
    });
    const body: unknown = await answer.json().catch(() => undefined);
    if (!answer.ok) {
      throw ApiError.of(body, answer.status);
    }
    return body as Schemas["Attachment"];
  } catch (error) {
    throw asError(error);
  }
}
