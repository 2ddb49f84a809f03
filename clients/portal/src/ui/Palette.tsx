import { useId, useState } from "react";
import { keyLabel } from "../app/keys";
import { texts } from "../texts";
import { Dialog } from "./Dialog";
import { Icon, type IconName } from "./Icon";

export interface PaletteItem {
  id: string;
  label: string;
  /** What is told beside the label, such as the project of a session. */
  detail?: string;
  icon?: IconName;
  shortcut?: string;
  run: () => void;
}

/** Finds a thing to go to or to do by some letters of its name, in their order. */
export function Palette({ items, onClose }: { items: readonly PaletteItem[]; onClose: () => void }) {
  const [text, setText] = useState("");
  const [selected, setSelected] = useState(0);
  const list = useId();
  const found = items
    .map((item) => ({ item, rank: rank(text.trim().toLowerCase(), `${item.label} ${item.detail ?? ""}`.toLowerCase()) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, 50)
    .map(({ item }) => item);
  const current = Math.min(selected, Math.max(0, found.length - 1));
  const run = (item: PaletteItem | undefined): void => {
    if (item !== undefined) {
      onClose();
      item.run();
    }
  };
  return (
    <Dialog title={texts.palette.title} titleHidden className="palette" onClose={onClose}>
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={found.length === 0 ? undefined : `${list}-${current}`}
        aria-label={texts.palette.title}
        placeholder={texts.palette.placeholder}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setSelected(0);
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            const step = event.key === "ArrowDown" ? 1 : found.length - 1;
            const next = found.length === 0 ? 0 : (current + step) % found.length;
            setSelected(next);
            document.getElementById(`${list}-${next}`)?.scrollIntoView({ block: "nearest" });
          } else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
            event.preventDefault();
            run(found[current]);
          }
        }}
      />
      <ul id={list} role="listbox" aria-label={texts.palette.title}>
        {found.map((item, index) => (
          <li
            key={item.id}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === current}
            onClick={() => run(item)}
          >
            {item.icon !== undefined && <Icon name={item.icon} />}
            <span className="cut">{item.label}</span>
            {item.detail !== undefined && <span className="muted grow cut">{item.detail}</span>}
            {item.shortcut !== undefined && <kbd className="end">{keyLabel(item.shortcut)}</kbd>}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="placeholder">{texts.palette.nothing}</p>}
      <footer className="wide-only">
        <span>{texts.palette.choose}</span>
        <span>{texts.palette.run}</span>
        <span>{texts.palette.close}</span>
      </footer>
    </Dialog>
  );
}

/** Lower is better: the text as a whole, early; else its letters in their order; -1 if they are not there. */
export function rank(searched: string, text: string): number {
  const whole = text.indexOf(searched);
  if (whole >= 0) {
    return whole;
  }
  let at = -1;
  for (const letter of searched) {
    if (letter === " ") continue;
    at = text.indexOf(letter, at + 1);
    if (at < 0) {
      return -1;
    }
  }
  return 1000 + at;
}
