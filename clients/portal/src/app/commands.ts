import { focusPrompt } from "../composer/focusPrompt";
import { texts } from "../texts";
import type { PaletteItem } from "../ui/Palette";
import { path, railPath } from "./routes";
import { switchTheme } from "./theme";
import { views } from "./views";

/** What the palette offers everywhere, with the keys that do the same. */
export function commands(app: { navigate: (to: string) => void; location: () => string; showKeys: () => void }): PaletteItem[] {
  const items: PaletteItem[] = views.flatMap((view) =>
    view.rail === undefined
      ? []
      : [
          {
            id: view.route,
            label: view.rail.label,
            icon: view.rail.icon,
            shortcut: view.rail.keys,
            run: () => app.navigate(railPath(view.route, app.location()) ?? path("home")),
          },
        ],
  );
  items.push({
    id: "new",
    label: texts.keys.newRun,
    icon: "plus",
    shortcut: "n",
    run: () => {
      app.navigate(path("home"));
      focusPrompt();
    },
  });
  items.push(
    ...Object.entries(texts.settings.sections).map(([section, label]) => ({
      id: `settings-${section}`,
      label,
      detail: texts.settings.title,
      icon: "gear" as const,
      run: () => app.navigate(path("settings", { section })),
    })),
    { id: "theme", label: texts.keys.theme, icon: "theme", shortcut: "t", run: switchTheme },
    { id: "keys", label: texts.keys.title, icon: "key", shortcut: "?", run: app.showKeys },
  );
  return items;
}
