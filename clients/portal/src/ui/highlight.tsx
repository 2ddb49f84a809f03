import bash from "highlight.js/lib/languages/bash";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import go from "highlight.js/lib/languages/go";
import java from "highlight.js/lib/languages/java";
import json from "highlight.js/lib/languages/json";
import markdown from "highlight.js/lib/languages/markdown";
import python from "highlight.js/lib/languages/python";
import rust from "highlight.js/lib/languages/rust";
import sql from "highlight.js/lib/languages/sql";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";
import { createLowlight } from "lowlight";
import type { ReactNode } from "react";

/** Loaded when the first code is shown: the grammars are larger than the rest of a view. */
const lowlight = createLowlight({
  bash, css, diff, go, java, json, markdown, python, rust, sql, typescript, xml, yaml,
});
lowlight.registerAlias({
  bash: ["console", "shell"],
  java: ["kotlin", "groovy", "scala", "c", "cpp", "csharp"],
  typescript: ["js", "jsx", "javascript", "mjs"],
});

/** Whether a language has a grammar here. */
export function isKnown(language: string): boolean {
  return lowlight.registered(language.toLowerCase());
}

/** The text as elements with classes; undefined if there is no grammar for the language. */
export function highlight(text: string, language: string): ReactNode | undefined {
  const name = language.toLowerCase().split(/[\s,{]/)[0] ?? "";
  return isKnown(name) ? lowlight.highlight(name, text).children.map(render) : undefined;
}

type Node = ReturnType<typeof lowlight.highlight>["children"][number];

function render(node: Node, key: number): ReactNode {
  if (node.type === "text") {
    return node.value;
  }
  if (node.type !== "element") {
    return null;
  }
  const classes = node.properties["className"];
  return (
    <span key={key} className={Array.isArray(classes) ? classes.join(" ") : undefined}>
      {node.children.map((child, index) => render(child as Node, index))}
    </span>
  );
}

/** The text as coloured parts in their order. A language without a grammar gives one part. */
export function tokenize(text: string, language: string): { text: string; className: string }[] {
  return isKnown(language) ? flatten(lowlight.highlight(language, text).children as Node[], "") : [{ text, className: "" }];
}

function flatten(nodes: readonly Node[], className: string): { text: string; className: string }[] {
  return nodes.flatMap((node) => {
    if (node.type === "text") return [{ text: node.value, className }];
    if (node.type !== "element") return [];
    const classes = node.properties["className"];
    return flatten(node.children as Node[], Array.isArray(classes) ? classes.join(" ") : className);
  });
}
