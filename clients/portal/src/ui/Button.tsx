import type { ButtonHTMLAttributes, ReactNode } from "react";
import { keyLabel } from "../app/keys";
import { Icon, type IconName } from "./Icon";

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: "plain" | "primary" | "answer" | "bare" | "danger";
  size?: "normal" | "compact";
  icon?: IconName;
  /** The key that does the same, such as "mod+Enter". */
  shortcut?: string;
  children?: ReactNode;
}

/** With an icon and no children it needs an aria-label. */
export function Button({ kind = "plain", size = "normal", icon, shortcut, children, className, ...rest }: ButtonProps) {
  const classes = ["button"];
  if (kind !== "plain") classes.push(kind);
  if (size === "compact") classes.push("compact");
  if (children === undefined) classes.push("icon-only");
  if (className !== undefined) classes.push(className);
  return (
    <button type="button" className={classes.join(" ")} {...rest}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
      {shortcut !== undefined && <kbd aria-hidden="true">{keyLabel(shortcut)}</kbd>}
    </button>
  );
}
