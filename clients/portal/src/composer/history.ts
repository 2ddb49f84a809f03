import { load, store } from "../state/storage";

const MOST = 50;

/** The prompts that were sent from this browser, newest first. */
export function history(): string[] {
  try {
    const stored: unknown = JSON.parse(load("prompts") ?? "[]");
    return Array.isArray(stored) ? stored.filter((entry) => typeof entry === "string") : [];
  } catch {
    return [];
  }
}

export function remember(prompt: string): void {
  const others = history().filter((entry) => entry !== prompt);
  store("prompts", JSON.stringify([prompt, ...others].slice(0, MOST)));
}

/** What is typed and not sent yet is kept at each key, per place. */
export function draft(place: string): string {
  return load(`draft.${place}`) ?? "";
}

export function keepDraft(place: string, text: string): void {
  store(`draft.${place}`, text);
}
