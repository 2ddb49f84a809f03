import { memo } from "react";
import { texts } from "../../texts";
import { visible } from "../../ui/visible";
import { languageOf, useTokens } from "./lineTokens";
import type { Line } from "./patch";
import { segments, wordMarks, type Range, type WordMarks } from "./words";

const marks = new WeakMap<Line, WordMarks>();
const NO_MARKS: WordMarks = { old: [], new: [] };

/** Word marks are computed when a row is shown, and kept. */
function marksOf(line: Line, partner: Line | undefined): Range[] {
  if (partner === undefined || line.kind === " ") return [];
  const [old, current] = line.kind === "-" ? [line, partner] : [partner, line];
  let known = marks.get(old);
  if (known === undefined) {
    known = wordMarks(old.text, current.text) ?? NO_MARKS;
    marks.set(old, known);
  }
  return line.kind === "-" ? known.old : known.new;
}

const UNSEEN = /(⟨U\+[0-9A-F]{4,6}⟩)/;

/** The text of a line with colours, word marks, and marks for what cannot be seen. */
export const LineText = memo(({ line, partner, path }: { line: Line; partner: Line | undefined; path: string }) => {
  const hasReturn = line.text.endsWith("\r");
  const text = hasReturn ? line.text.slice(0, -1) : line.text;
  const tokens = useTokens(line, languageOf(path));
  const parts = tokens === undefined ? [{ text, className: "" }] : trimReturn(tokens);
  return (
    <>
      {segments(parts, marksOf(line, partner)).map((part, index) =>
        part.marked ? (
          <mark key={index} className={part.className}>
            <Shown text={part.text} />
          </mark>
        ) : (
          <span key={index} className={part.className}>
            <Shown text={part.text} />
          </span>
        ),
      )}
      {hasReturn && (
        <span className="diff-mark" title={texts.changes.carriageReturn}>
          ␍
        </span>
      )}
      {line.noNewline && <span className="diff-mark diff-mark-text">{texts.changes.noNewline}</span>}
    </>
  );
});

function trimReturn(tokens: readonly { text: string; className: string }[]): { text: string; className: string }[] {
  return tokens.map((token) => ({ ...token, text: token.text.replace(/\r$/, "") }));
}

function Shown({ text }: { text: string }) {
  const shown = visible(text);
  if (shown === text) return text;
  return shown.split(UNSEEN).map((part, index) =>
    UNSEEN.test(part) ? (
      <span key={index} className="diff-unseen">
        {part}
      </span>
    ) : (
      part
    ),
  );
}
