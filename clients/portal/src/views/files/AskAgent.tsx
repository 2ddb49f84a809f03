import { useLocation } from "wouter";
import { path as address } from "../../app/routes";
import { hasView } from "../../app/views";
import { Composer } from "../../composer/Composer";
import { draft, keepDraft } from "../../composer/history";
import { startRun } from "../../composer/start";
import { texts } from "../../texts";
import { Dialog } from "../../ui/Dialog";
import { toast } from "../../ui/Toast";
import type { EditorSelection } from "./Editor";
import { mention } from "./mention";
import { useState } from "react";

/** A prompt about a file, or about the selected lines of it, which starts a run. */
export function AskAgent({
  project,
  path,
  selection,
  onClose,
}: {
  project: string;
  path: string;
  selection: EditorSelection | undefined;
  onClose: () => void;
}) {
  const [, navigate] = useLocation();
  const place = `ask.${project}`;
  useState(() => {
    const named = mention(path, selection);
    // An earlier question about the same lines stays.
    if (!draft(place).startsWith(named)) keepDraft(place, named);
  });
  return (
    <Dialog title={texts.files.ask} className="files-ask" onClose={onClose}>
      <div className="dialog-body">
        <Composer
          place={place}
          project={project}
          label={texts.files.question}
          placeholder={texts.files.question}
          action={texts.actions.start}
          rows={5}
          onSend={async (prompt) => {
            const started = await startRun(prompt, { project, command: "/code" });
            onClose();
            if (hasView("session")) {
              navigate(address("session", { project: started.project, session: started.session }));
            } else {
              toast(texts.changes.sent);
            }
          }}
        />
      </div>
    </Dialog>
  );
}
