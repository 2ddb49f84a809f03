import { useState } from "react";
import { texts } from "../texts";
import { Dialog } from "../ui/Dialog";
import type { RouteName } from "./routes";
import { hasView } from "./views";
import { enableSingleKeys, keyLabel, singleKeysEnabled } from "./keys";

/** The third element is the view without which the key does nothing. */
const KEYS: readonly (readonly [string, string, RouteName?])[] = [
  [texts.keys.palette, "mod+k"],
  [texts.keys.help, "?"],
  [texts.keys.home, "g h"],
  [texts.keys.sessions, "g s"],
  [texts.keys.dashboard, "g d", "dashboard"],
  [texts.keys.providers, "g p", "settings"],
  [texts.keys.newRun, "n"],
  [texts.keys.approvals, "i", "approvals"],
  [texts.keys.changes, "c", "changes"],
  [texts.keys.next, "j"],
  [texts.keys.previous, "k"],
  [texts.keys.find, "/"],
  [texts.changes.keys.accept, "y"],
  [texts.changes.keys.reject, "x"],
  [texts.changes.keys.comment, "m"],
  [texts.files.keys.files, "g f"],
  [texts.files.keys.open, "mod+p"],
  [texts.files.keys.save, "mod+s"],
  [texts.keys.allowOnce, "a"],
  [texts.keys.allowSession, "s"],
  [texts.keys.allowRule, "r"],
  [texts.keys.deny, "d"],
  [texts.keys.send, "mod+Enter"],
  [texts.keys.stop, "mod+."],
  [texts.keys.contextColumn, "["],
  [texts.keys.inspectorColumn, "]"],
  [texts.keys.theme, "t"],
];

/** All keys, and the switch for those that are single letters. */
export function KeyList({ onClose }: { onClose: () => void }) {
  const [enabled, setEnabled] = useState(singleKeysEnabled());
  return (
    <Dialog title={texts.keys.title} onClose={onClose}>
      <div className="key-list">
        {KEYS.filter(([, , view]) => view === undefined || hasView(view)).map(([label, key]) => (
          <div key={key}>
            <span>{label}</span>
            <span>
              <kbd>{keyLabel(key)}</kbd>
            </span>
          </div>
        ))}
      </div>
      <label className="row dialog-body">
        <input
          type="checkbox"
          checked={enabled}
          onChange={(event) => {
            enableSingleKeys(event.target.checked);
            setEnabled(event.target.checked);
          }}
        />
        {texts.keys.singleKeys}
      </label>
    </Dialog>
  );
}
