import { useState } from "react";
import { load, store } from "../state/storage";
import { texts } from "../texts";

/** The commands that start a run. */
export const COMMANDS = Object.keys(texts.commands) as (keyof typeof texts.commands)[];

/** The command of prompts that begin with none; this browser keeps the last choice. */
export function useCommand(): [string, (command: string) => void] {
  const [command, setCommand] = useState(() => load("command") ?? "/build");
  return [
    command,
    (chosen) => {
      store("command", chosen);
      setCommand(chosen);
    },
  ];
}

export function CommandChoice({ value, onChange }: { value: string; onChange: (command: string) => void }) {
  return (
    <select
      className="button bare compact"
      aria-label={texts.home.command}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      {COMMANDS.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}
