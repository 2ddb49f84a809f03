import { useEffect, useId, useRef, useState } from "react";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { visible } from "../../ui/visible";
import type { Comment } from "./model";

/** A comment that is not sent yet. */
export function CommentCard({ comment, onDelete }: { comment: Comment; onDelete: () => void }) {
  return (
    <div className="card diff-card">
      <div className="row">
        <b>{texts.changes.you}</b>
        <span className="muted grow">{texts.changes.draftOn(comment.line)}</span>
        <Button
          kind="bare"
          size="compact"
          icon="cross"
          aria-label={texts.changes.deleteComment(comment.line)}
          onClick={onDelete}
        />
      </div>
      <p className="diff-comment-text">{visible(comment.text)}</p>
    </div>
  );
}

/** Writes a comment on a line; the line can be changed, so that every line is in reach of the keyboard. */
export function CommentForm({
  path,
  line,
  lines,
  onMove,
  onCancel,
  onSave,
}: {
  path: string;
  line: number;
  lines: readonly number[];
  onMove: (line: number) => void;
  onCancel: () => void;
  onSave: (text: string) => void;
}) {
  const [text, setText] = useState("");
  const area = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  useEffect(() => area.current?.focus({ preventScroll: true }), []);
  return (
    <form
      className="card diff-card"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "") onSave(text.trim());
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onCancel();
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && text.trim() !== "") {
          event.preventDefault();
          onSave(text.trim());
        }
      }}
    >
      <div className="row">
        <label htmlFor={`${id}-text`} className="grow">
          {texts.changes.commentIn(visible(path.slice(path.lastIndexOf("/") + 1)))}
        </label>
        <label htmlFor={`${id}-line`} className="muted">
          {texts.changes.line}
        </label>
        <select
          id={`${id}-line`}
          className="button compact"
          value={line}
          onChange={(event) => onMove(Number(event.target.value))}
        >
          {lines.map((number) => (
            <option key={number}>{number}</option>
          ))}
        </select>
      </div>
      <textarea
        ref={area}
        id={`${id}-text`}
        className="input diff-area"
        rows={3}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="row">
        <span className="grow" />
        <Button size="compact" onClick={onCancel}>
          {texts.actions.cancel}
        </Button>
        <Button size="compact" kind="primary" type="submit" shortcut="mod+Enter" disabled={text.trim() === ""}>
          {texts.changes.addComment}
        </Button>
      </div>
    </form>
  );
}
