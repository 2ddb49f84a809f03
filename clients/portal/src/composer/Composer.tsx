import { useEffect, useId, useRef, useState, type ClipboardEvent, type KeyboardEvent, type ReactNode } from "react";
import { bytes } from "../app/format";
import type { Schemas } from "../api/rest";
import { texts } from "../texts";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { toast } from "../ui/Toast";
import { visible } from "../ui/visible";
import { upload } from "./attachments";
import { draft, history, keepDraft, remember } from "./history";
import { type Suggestion, type Word } from "./suggestions";
import { useCompletion } from "./useCompletion";
import "./composer.css";

export interface Prompt {
  text: string;
  /** Ids of uploaded files. */
  attachments: string[];
}

/** The prompt: / completes commands, @ files, ↑ earlier prompts. What is typed is kept until it is sent. */
export function Composer({
  place,
  project,
  label,
  placeholder,
  action,
  rows = 1,
  controls,
  ready = true,
  onSend,
}: {
  /** Drafts are kept per place. */
  place: string;
  project: string | undefined;
  label: string;
  placeholder: string;
  action: string;
  rows?: number;
  /** Beside the buttons, such as the choice of a project. */
  controls?: ReactNode;
  /** Whether it can be sent now; text can be typed in each case. */
  ready?: boolean;
  /** Sends the prompt; if it fails, the text stays. */
  onSend: (prompt: Prompt) => Promise<void>;
}) {
  const [text, setText] = useState(() => draft(place));
  const [files, setFiles] = useState<Schemas["Attachment"][]>([]);
  const [busy, setBusy] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const recalled = useRef(-1);
  const completion = useCompletion(project);
  const id = useId();

  useEffect(() => setText(draft(place)), [place]);

  const change = (value: string): void => {
    setText(value);
    keepDraft(place, value);
  };
  const send = async (): Promise<void> => {
    if (busy || (text.trim() === "" && files.length === 0)) {
      area.current?.focus();
      return;
    }
    setBusy(true);
    try {
      await onSend({ text: text.trim(), attachments: files.map((file) => file.id) });
      remember(text.trim());
      recalled.current = -1;
      change("");
      setFiles([]);
    } catch (error) {
      toast(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  const attach = async (chosen: Iterable<File>): Promise<void> => {
    for (const file of chosen) {
      try {
        const attachment = await upload(file);
        setFiles((old) => [...old, attachment]);
      } catch (error) {
        toast(`${visible(file.name)}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  const insert = (sign: string): void => {
    const target = area.current;
    if (target === null) return;
    const at = target.selectionStart;
    const space = sign === "@" && at > 0 && !/\s$/.test(text.slice(0, at)) ? " " : "";
    const value = sign === "/" ? `/${text.replace(/^\//, "")}` : text.slice(0, at) + space + sign + text.slice(at);
    change(value);
    const caret = sign === "/" ? 1 : at + space.length + 1;
    target.focus();
    requestAnimationFrame(() => {
      target.setSelectionRange(caret, caret);
      completion.update(value, caret);
    });
  };
  const complete = (suggestion: Suggestion, word: Word): void => {
    change(text.slice(0, word.start) + suggestion.insert + text.slice(word.end));
    completion.close();
    const caret = word.start + suggestion.insert.length;
    requestAnimationFrame(() => area.current?.setSelectionRange(caret, caret));
    area.current?.focus();
  };
  const recall = (event: KeyboardEvent, step: 1 | -1): void => {
    const prompts = history();
    const next = recalled.current + step;
    const isUnchanged = text === "" || (recalled.current >= 0 && text === prompts[recalled.current]);
    if (isUnchanged && next >= -1 && next < prompts.length) {
      event.preventDefault();
      recalled.current = next;
      change(next < 0 ? "" : (prompts[next] ?? ""));
    }
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing) return;
    const { word, suggestions, selected } = completion.state;
    const suggestion = suggestions[selected];
    if (word !== undefined && suggestion !== undefined) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        completion.select(event.key === "ArrowDown" ? 1 : -1);
        return;
      }
      if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") {
        event.preventDefault();
        complete(suggestion, word);
        return;
      }
      if (event.key === "Escape") {
        event.preventDefault();
        completion.close();
        return;
      }
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void send();
    } else if (event.key === "ArrowUp") {
      recall(event, 1);
    } else if (event.key === "ArrowDown") {
      recall(event, -1);
    } else if (event.key === "Escape") {
      area.current?.blur();
    }
  };
  const onPaste = (event: ClipboardEvent): void => {
    if (event.clipboardData.files.length > 0) {
      event.preventDefault();
      void attach(event.clipboardData.files);
    }
  };

  const { suggestions, selected, word } = completion.state;
  const open = word !== undefined && suggestions.length > 0;
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void attach(event.dataTransfer.files);
      }}
    >
      {open && (
        <ul id={`${id}-list`} role="listbox" aria-label={texts.composer.suggestions} className="suggestions">
          {suggestions.map((suggestion, index) => (
            <li
              key={suggestion.detail + suggestion.label}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === selected}
              onMouseDown={(event) => {
                event.preventDefault();
                complete(suggestion, word);
              }}
            >
              <b>{visible(suggestion.label)}</b> <span className="muted cut">{visible(suggestion.detail)}</span>
            </li>
          ))}
        </ul>
      )}
      <label className="hidden-text" htmlFor={id}>
        {label}
      </label>
      <textarea
        ref={area}
        id={id}
        data-prompt=""
        rows={rows}
        role="combobox"
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-activedescendant={open ? `${id}-${selected}` : undefined}
        aria-autocomplete="list"
        placeholder={placeholder}
        value={text}
        onChange={(event) => {
          change(event.target.value);
          completion.update(event.target.value, event.target.selectionStart);
        }}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        onBlur={() => completion.close()}
      />
      {files.length > 0 && (
        <ul className="attached">
          {files.map((file) => (
            <li key={file.id} className="chip">
              <Icon name="clip" />
              {visible(file.name)} <span className="muted">{bytes(file.bytes)}</span>
              <Button
                kind="bare"
                size="compact"
                icon="cross"
                aria-label={texts.composer.remove(file.name)}
                onClick={() => setFiles((old) => old.filter((other) => other !== file))}
              />
            </li>
          ))}
        </ul>
      )}
      <div className="row">
        {controls}
        <Button kind="bare" size="compact" onClick={() => insert("/")} aria-label={texts.composer.command}>
          /
        </Button>
        <Button kind="bare" size="compact" onClick={() => insert("@")} aria-label={texts.composer.file}>
          @
        </Button>
        <Button
          kind="bare"
          size="compact"
          icon="clip"
          onClick={() => picker.current?.click()}
          aria-label={texts.composer.attach}
        />
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            void attach([...(event.target.files ?? [])]);
            event.target.value = "";
          }}
        />
        <Button type="submit" kind="primary" size="compact" className="end" shortcut="mod+Enter" disabled={busy || !ready}>
          {action}
        </Button>
      </div>
    </form>
  );
}
