import { useEffect, useRef } from "react";
import { flushSync } from "react-dom";
import { load, store } from "../state/storage";

/** Actions by key: "mod+k" (Ctrl, or ⌘ on a Mac), "?", or a sequence such as "g h". */
export type Bindings = Record<string, (event: KeyboardEvent) => void>;

const IS_MAC = /Mac|iP(hone|ad)/.test(navigator.platform);
const SEQUENCE_MILLIS = 1200;

/** The bindings of all that is shown now; what was shown last has priority. */
const active: { current: Bindings }[] = [];
let prefix = "";
let prefixTimer: ReturnType<typeof setTimeout> | undefined;

/** Binds keys as long as the component is shown. Keys without Ctrl or ⌘ do nothing while the user types. */
export function useKeys(bindings: Bindings): void {
  const latest = useRef(bindings);
  latest.current = bindings;
  useEffect(() => {
    active.push(latest);
    return () => {
      active.splice(active.indexOf(latest), 1);
    };
  }, []);
}

export function singleKeysEnabled(): boolean {
  return load("singleKeys") !== "off";
}

export function enableSingleKeys(enabled: boolean): void {
  store("singleKeys", enabled ? "" : "off");
}

/** Whether keys write a text now. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName)) &&
    !(target instanceof HTMLInputElement && ["checkbox", "radio", "button"].includes(target.type))
  );
}

/** The editor lives in a shadow root, whose events name its host as their target. */
function innermostTarget(event: Event): EventTarget | null {
  return event.composedPath()[0] ?? event.target;
}

export function startKeys(): void {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) {
      return;
    }
    const modified = IS_MAC ? event.metaKey : event.ctrlKey;
    if (modified) {
      dispatch(event, `mod+${event.key.length === 1 ? event.key.toLowerCase() : event.key}`);
      return;
    }
    const ignored = event.ctrlKey || event.metaKey || isTyping(innermostTarget(event)) || !singleKeysEnabled();
    if (!ignored && document.querySelector("dialog[open]") === null) {
      dispatchSingle(event);
    }
  });
}

function dispatchSingle(event: KeyboardEvent): void {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const sequence = prefix === "" ? key : `${prefix} ${key}`;
  prefix = "";
  if (dispatch(event, sequence) || (sequence !== key && dispatch(event, key))) {
    return;
  }
  if (active.some(({ current }) => Object.keys(current).some((name) => name.startsWith(`${key} `)))) {
    prefix = key;
    clearTimeout(prefixTimer);
    prefixTimer = setTimeout(() => (prefix = ""), SEQUENCE_MILLIS);
  }
}

function dispatch(event: KeyboardEvent, name: string): boolean {
  for (let i = active.length - 1; i >= 0; i--) {
    const action = active[i]?.current[name];
    if (action !== undefined) {
      event.preventDefault();
      // Shown before the next key, which would otherwise mean what was shown before this one.
      flushSync(() => action(event));
      return true;
    }
  }
  return false;
}

/** How a key is shown: "mod+k" is ⌘K on a Mac and Ctrl K elsewhere. */
export function keyLabel(name: string): string {
  return name
    .split(" ")
    .map((key) => key.replace("mod+", IS_MAC ? "⌘" : "Ctrl ").replace("Enter", "⏎"))
    .map((key) => key.replace(/(^|⌘| )([a-z])$/, (_, before: string, letter: string) => before + letter.toUpperCase()))
    .join(" ");
}
