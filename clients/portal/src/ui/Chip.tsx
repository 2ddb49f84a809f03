import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon";

export type Tone = "plain" | "accent" | "wait" | "ok" | "bad";

export function Chip({ tone = "plain", icon, children }: { tone?: Tone; icon?: IconName; children: ReactNode }) {
  return (
    <span className={tone === "plain" ? "chip" : `chip ${tone}`}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </span>
  );
}

/** A mark of a state; the state is also told in words beside it. */
export function Dot({ tone }: { tone: "plain" | "busy" | "wait" | "ok" | "bad" | "half" }) {
  return <span className={tone === "plain" ? "dot" : `dot ${tone}`} aria-hidden="true" />;
}
