import { useState } from "react";
import { texts } from "../texts";
import { Dialog } from "../ui/Dialog";
import { enableSingleKeys, keyLabel, singleKeysEnabled } from "./keys";

const KEYS: readonly (readonly [string, string])[] = [
  [texts.keys.palette, "mod+k"],
  [texts.keys.help, "?"],
  [texts.keys.home, "g h"],
  [texts.keys.sessions, "g s"],
  [texts.keys.dashboard, "g d"],
  [texts.keys.providers, "g p"],
  [texts.keys.newRun, "n"],
  [texts.keys.approvals, "i"],
  [texts.keys.changes, "c"],
  [texts.keys.next, "j"],
  [texts.keys.previous, "k"],
  [texts.keys.find, "/"],
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
        {KEYS.map(([label, key]) => (
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
