import { memo, useEffect, useState, type ReactNode } from "react";
import { visible } from "./visible";

/** Longer texts are shown without colours: they would block the page. */
const MAX_HIGHLIGHTED = 100_000;

/** Code with colours as soon as the grammars are there and the text has not grown for a moment. */
export const Code = memo(({ text, language = "" }: { text: string; language?: string }) => {
  const [colours, setColours] = useState<{ text: string; nodes: ReactNode }>();
  useEffect(() => {
    if (language === "" || text.length > MAX_HIGHLIGHTED) {
      return undefined;
    }
    let stale = false;
    const timer = setTimeout(() => {
      void import("./highlight").then(({ highlight }) => {
        const nodes = stale ? undefined : highlight(visible(text), language);
        if (nodes !== undefined) {
          setColours({ text, nodes });
        }
      });
    }, 80);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [text, language]);
  return (
    <pre className="code" tabIndex={0}>
      <code>{colours?.text === text ? colours.nodes : visible(text)}</code>
    </pre>
  );
});
