import { createContext, useContext, useEffect, useRef, type RefObject } from "react";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { pattern } from "./transcriptSearch";

/** The row that a search has found last: what holds it opens. */
export const FoundRow = createContext<number | undefined>(undefined);

/** Whether one of the rows is the one that was found. */
export function useIsFound(rows: readonly number[]): boolean {
  const found = useContext(FoundRow);
  return found !== undefined && rows.includes(found);
}

/** Searches in all rows, which the browser's own search cannot: only those in view exist. */
export function FindBar({
  query,
  position,
  count,
  onQuery,
  onMove,
  onClose,
}: {
  query: string;
  /** The number of the match, from 1; 0 if there is none. */
  position: number;
  count: number;
  onQuery: (query: string) => void;
  onMove: (step: 1 | -1) => void;
  onClose: () => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    input.current?.focus();
    return () => {
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <search className="find-bar">
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        aria-label={texts.keys.find}
        placeholder={texts.keys.find}
        value={query}
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") onMove(event.shiftKey ? -1 : 1);
          else if (event.key === "Escape") onClose();
          else return;
          event.preventDefault();
        }}
      />
      <span className="muted" role="status">
        {query.trim() === "" ? "" : texts.session.matches(position, count)}
      </span>
      <Button kind="bare" size="compact" icon="up" aria-label={texts.session.previousMatch} onClick={() => onMove(-1)} />
      <Button kind="bare" size="compact" icon="down" aria-label={texts.session.nextMatch} onClick={() => onMove(1)} />
      <Button kind="bare" size="compact" icon="cross" aria-label={texts.actions.close} onClick={onClose} />
    </search>
  );
}

const HIGHLIGHT = "found";

/** Marks the words in the rows that exist now, without a change of the document. */
export function useHighlight(box: RefObject<HTMLElement | null>, query: string): void {
  useEffect(() => {
    const words = pattern(query);
    const element = box.current;
    if (words === undefined || element === null || !("highlights" in CSS)) {
      return undefined;
    }
    const mark = (): void => {
      CSS.highlights.set(HIGHLIGHT, new Highlight(...rangesOf(element, words)));
    };
    mark();
    const observer = new MutationObserver(mark);
    observer.observe(element, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      CSS.highlights.delete(HIGHLIGHT);
    };
  }, [box, query]);
}

function rangesOf(element: HTMLElement, words: RegExp): Range[] {
  const ranges: Range[] = [];
  const nodes = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node !== null; node = nodes.nextNode()) {
    for (const { index, 0: text } of (node.nodeValue ?? "").matchAll(words)) {
      const range = new Range();
      range.setStart(node, index);
      range.setEnd(node, index + text.length);
      ranges.push(range);
    }
  }
  return ranges;
}
