import { create } from "zustand";
import { load, store } from "../state/storage";

export type Theme = "system" | "light" | "dark";

const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };

/** theme.js has set it before the first paint. */
export const useTheme = create<{ theme: Theme }>(() => {
  const stored = load("theme");
  return { theme: stored === "light" || stored === "dark" ? stored : "system" };
});

export function switchTheme(): void {
  chooseTheme(NEXT[useTheme.getState().theme]);
}

export function chooseTheme(theme: Theme): void {
  store("theme", theme === "system" ? "" : theme);
  if (theme === "system") {
    delete document.documentElement.dataset["theme"];
  } else {
    document.documentElement.dataset["theme"] = theme;
  }
  useTheme.setState({ theme });
}
