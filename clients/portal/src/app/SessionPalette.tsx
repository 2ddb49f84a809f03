import { useSessions } from "../api/queries";
import { Palette, type PaletteItem } from "../ui/Palette";
import { title } from "./format";
import { path } from "./routes";
import { hasView } from "./views";

/** The palette with all commands and the sessions. */
export function SessionPalette({
  commands,
  navigate,
  onClose,
}: {
  commands: readonly PaletteItem[];
  navigate: (to: string) => void;
  onClose: () => void;
}) {
  const sessions = useSessions().data ?? [];
  const items: PaletteItem[] = hasView("session")
    ? sessions.map((session) => ({
        id: `session-${session.id}`,
        label: title(session.firstPrompt),
        detail: session.projectName ?? "",
        icon: "sessions",
        run: () => navigate(path("session", { project: session.project, session: session.id })),
      }))
    : [];
  return <Palette items={[...commands, ...items]} onClose={onClose} />;
}
