import type { Extension } from "@codemirror/state";

/** Each language is a script of its own, which is loaded with the first file of its kind. */
const LOADERS: Record<string, () => Promise<Extension>> = {
  java: async () => (await import("@codemirror/lang-java")).java(),
  javascript: async () => (await import("@codemirror/lang-javascript")).javascript({ jsx: true }),
  typescript: async () => (await import("@codemirror/lang-javascript")).javascript({ jsx: true, typescript: true }),
  python: async () => (await import("@codemirror/lang-python")).python(),
  json: async () => (await import("@codemirror/lang-json")).json(),
  markdown: async () => (await import("@codemirror/lang-markdown")).markdown(),
  css: async () => (await import("@codemirror/lang-css")).css(),
  html: async () => (await import("@codemirror/lang-html")).html(),
  xml: async () => (await import("@codemirror/lang-xml")).xml(),
  yaml: async () => (await import("@codemirror/lang-yaml")).yaml(),
  sql: async () => (await import("@codemirror/lang-sql")).sql(),
  go: async () => (await import("@codemirror/lang-go")).go(),
  rust: async () => (await import("@codemirror/lang-rust")).rust(),
};

const ENDINGS: Record<string, string> = {
  java: "java", js: "javascript", mjs: "javascript", cjs: "javascript", jsx: "javascript", ts: "typescript",
  tsx: "typescript", py: "python", json: "json", md: "markdown", css: "css", html: "html", htm: "html", xml: "xml",
  svg: "xml", yml: "yaml", yaml: "yaml", sql: "sql", go: "go", rs: "rust",
};

/** The language of a file by the ending of its name; undefined if there is none. */
export async function languageOf(path: string): Promise<Extension | undefined> {
  return LOADERS[ENDINGS[path.slice(path.lastIndexOf(".") + 1).toLowerCase()] ?? ""]?.();
}
