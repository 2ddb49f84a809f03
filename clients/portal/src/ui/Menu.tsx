import { useEffect, useId, useRef, useState } from "react";
import { Button } from "./Button";
import { Icon, type IconName } from "./Icon";

export interface MenuItem {
  label: string;
  icon: IconName;
  danger?: boolean;
  /** An address to download from instead of an action. */
  download?: string;
  run?: () => void;
}

/** A button that opens a list of actions above or below it. Arrow keys move, Escape closes. */
export function Menu({ label, items, above = false }: { label: string; items: readonly MenuItem[]; above?: boolean }) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return undefined;
    box.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const close = (event: PointerEvent): void => {
      if (event.target instanceof Node && box.current?.contains(event.target) !== true) setOpen(false);
    };
    addEventListener("pointerdown", close);
    return () => removeEventListener("pointerdown", close);
  }, [open]);
  const close = (): void => {
    setOpen(false);
    box.current?.querySelector<HTMLElement>("[aria-haspopup]")?.focus();
  };
  const move = (step: number): void => {
    const all = [...(box.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[(at + step + all.length) % all.length]?.focus();
  };
  return (
    <div
      ref={box}
      className="menu-box"
      onKeyDown={(event) => {
        if (!open) return;
        if (event.key === "Escape") close();
        else if (event.key === "ArrowDown") move(1);
        else if (event.key === "ArrowUp") move(-1);
        else return;
        event.preventDefault();
      }}
      onBlur={(event) => {
        if (event.relatedTarget instanceof Node && box.current?.contains(event.relatedTarget) !== true) setOpen(false);
      }}
    >
      <Button
        icon="dots"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      />
      {open && (
        <div id={id} role="menu" aria-label={label} className={`menu ${above ? "above" : ""}`}>
          {items.map((item) =>
            item.download !== undefined ? (
              <a key={item.label} role="menuitem" tabIndex={-1} href={item.download} download onClick={close}>
                <Icon name={item.icon} />
                {item.label}
              </a>
            ) : (
              <button
                key={item.label}
                type="button"
                role="menuitem"
                tabIndex={-1}
                className={item.danger === true ? "bad" : undefined}
                onClick={() => {
                  close();
                  item.run?.();
                }}
              >
                <Icon name={item.icon} />
                {item.label}
              </button>
            ),
          )}
        </div>
      )}
    </div>
  );
}
