import { useEffect, useState } from "react";
import type { Line } from "./patch";
import type { Token } from "./words";

const cache = new WeakMap<Line, Token[]>();
const waiting = new Map<Line, { language: string; done: Set<() => void> }>();
let scheduled = false;

/** Longer lines are shown without colours. */
const MAX_LENGTH = 2000;
/** How long one piece of work may take, so that scrolling stays smooth. */
const BUDGET_MILLIS = 6;

/** The colours of a visible line; they come when the page has time, and undefined before. */
export function useTokens(line: Line | undefined, language: string): Token[] | undefined {
  const [, setCount] = useState(0);
  const known = line === undefined ? undefined : cache.get(line);
  useEffect(() => {
    if (line === undefined || known !== undefined || language === "" || line.text.length > MAX_LENGTH) {
      return undefined;
    }
    const done = (): void => setCount((count) => count + 1);
    const entry = waiting.get(line) ?? { language, done: new Set() };
    entry.done.add(done);
    waiting.set(line, entry);
    schedule();
    return () => {
      entry.done.delete(done);
      if (entry.done.size === 0) waiting.delete(line);
    };
  }, [line, known, language]);
  return known;
}

function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  const idle = window.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 16));
  idle(() => void work(), { timeout: 200 });
}

async function work(): Promise<void> {
  const { tokenize } = await import("../../ui/highlight");
  scheduled = false;
  const end = performance.now() + BUDGET_MILLIS;
  for (const [line, { language, done }] of waiting) {
    waiting.delete(line);
    cache.set(line, tokenize(line.text, language));
    for (const tell of done) tell();
    if (performance.now() > end) break;
  }
  if (waiting.size > 0) schedule();
}

const LANGUAGES: Record<string, string> = {
  java: "java", kt: "java", groovy: "java", scala: "java", c: "java", h: "java", cpp: "java", cs: "java",
  js: "typescript", mjs: "typescript", cjs: "typescript", jsx: "typescript", ts: "typescript", tsx: "typescript",
  py: "python", go: "go", rs: "rust", sql: "sql", css: "css", scss: "css", sh: "bash", bash: "bash",
  json: "json", md: "markdown", xml: "xml", html: "xml", svg: "xml", pom: "xml", yml: "yaml", yaml: "yaml",
};

/** The grammar for a file; empty if there is none. */
export function languageOf(path: string): string {
  return LANGUAGES[path.slice(path.lastIndexOf(".") + 1).toLowerCase()] ?? "";
}
