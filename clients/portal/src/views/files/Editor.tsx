import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { basicSetup } from "codemirror";
import { indentWithTab } from "@codemirror/commands";
import { useEffect, useRef } from "react";
import { languageOf } from "./languages";
import { lineBreakOf, withLineBreaks } from "./lineBreaks";
import "./editor.css";

export interface EditorSelection {
  /** Lines from 1. */
  from: number;
  to: number;
  text: string;
}

/** Colours are those of the page, so that they change with the theme. */
const theme = EditorView.theme({
  "&": { height: "100%", fontSize: "12.5px", backgroundColor: "var(--surface)", color: "var(--text)" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "20px", scrollbarWidth: "thin" },
  ".cm-content": { caretColor: "var(--text)" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--text-3)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--hover) 60%, transparent)" },
  "&.cm-focused": { outline: "none" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 28%, transparent)",
  },
  ".cm-panels": { backgroundColor: "var(--canvas)", color: "var(--text)", borderColor: "var(--line)" },
  ".cm-textfield": { backgroundColor: "var(--surface)", border: "1px solid var(--control)", color: "var(--text)" },
  ".cm-button": { backgroundImage: "none", backgroundColor: "var(--surface)", border: "1px solid var(--line-2)", color: "var(--text)" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", border: "1px solid var(--line-2)", color: "var(--text)" },
  ".cm-searchMatch": { backgroundColor: "var(--accent-soft)", outline: "1px solid var(--accent)" },
  ".cm-specialChar": { color: "var(--bad)" },
  ".cm-selectionMatch": { backgroundColor: "var(--accent-soft)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--add-2)" },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.bool, tags.null, tags.tagName], color: "var(--syn-key)" },
  { tag: [tags.string, tags.regexp, tags.special(tags.string)], color: "var(--syn-str)" },
  { tag: [tags.number, tags.meta, tags.annotation], color: "var(--syn-num)" },
  { tag: [tags.comment, tags.quote], color: "var(--syn-com)", fontStyle: "italic" },
  { tag: [tags.typeName, tags.className, tags.attributeName, tags.propertyName], color: "var(--syn-type)" },
  { tag: [tags.function(tags.variableName), tags.heading, tags.link], color: "var(--syn-fn)" },
  { tag: tags.strong, fontWeight: "600" },
  { tag: tags.emphasis, fontStyle: "italic" },
]);

/**
 * An editor of one text. It lives in a shadow root: there its styles are adopted sheets, which the Content-Security-Policy
 * allows. The text is that of the first rendering; give the editor another key to show another one.
 */
export default function Editor({
  path,
  text,
  label,
  line,
  readOnly = false,
  onChange,
  onSave,
  onSelect,
}: {
  path: string;
  text: string;
  label: string;
  /** The line to show. */
  line?: number | undefined;
  readOnly?: boolean;
  onChange: (text: string) => void;
  onSave: () => void;
  onSelect?: (selection: EditorSelection | undefined) => void;
}) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef({ onChange, onSave, onSelect });
  latest.current = { onChange, onSave, onSelect };
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
    const language = new Compartment();
    const editor = new EditorView({
      root,
      parent: root,
      state: EditorState.create({ doc: text, extensions: [extensions(text, label, readOnly, latest), language.of([])] }),
    });
    view.current = editor;
    let closed = false;
    void languageOf(path).then((found) => {
      if (!closed && found !== undefined) editor.dispatch({ effects: language.reconfigure(found) });
    });
    return () => {
      closed = true;
      editor.destroy();
    };
  }, [path]);
  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || line === undefined) return;
    const at = editor.state.doc.line(Math.min(Math.max(1, line), editor.state.doc.lines));
    editor.dispatch({ selection: { anchor: at.from }, effects: EditorView.scrollIntoView(at.from, { y: "center" }) });
    editor.focus();
  }, [line, path]);
  return <div ref={host} className="editor" data-editor={path} />;
}

interface Latest {
  current: {
    onChange: (text: string) => void;
    onSave: () => void;
    onSelect: ((selection: EditorSelection | undefined) => void) | undefined;
  };
}

function extensions(text: string, label: string, readOnly: boolean, latest: Latest): Extension {
  const lineBreak = lineBreakOf(text);
  return [
    basicSetup,
    keymap.of([
      {
        key: "Mod-s",
        run: () => {
          latest.current.onSave();
          return true;
        },
      },
      indentWithTab,
    ]),
    theme,
    syntaxHighlighting(colours),
    EditorState.lineSeparator.of(lineBreak),
    EditorView.clipboardInputFilter.of((pasted) => withLineBreaks(pasted, lineBreak)),
    EditorView.lineWrapping,
    EditorState.readOnly.of(readOnly),
    EditorView.contentAttributes.of({ "aria-label": label }),
    EditorView.updateListener.of((change) => {
      if (change.docChanged) {
        latest.current.onChange(change.state.sliceDoc());
      }
      if (change.selectionSet || change.docChanged) {
        const { main } = change.state.selection;
        const { doc } = change.state;
        latest.current.onSelect?.(
          main.empty
            ? undefined
            : {
                from: doc.lineAt(main.from).number,
                to: doc.lineAt(main.to).number,
                text: change.state.sliceDoc(main.from, main.to),
              },
        );
      }
    }),
  ];
}
