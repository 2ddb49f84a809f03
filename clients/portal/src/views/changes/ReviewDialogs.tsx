import type { Schemas } from "../../api/rest";
import { texts } from "../../texts";
import { discard, push, undo } from "./actions";
import { Confirm, PullRequestDialog } from "./Dialogs";
import type { Draft, UpdateDraft } from "./draft";
import { EditResult } from "./EditResult";
import type { FootAction } from "./Foot";

export type OpenDialog = FootAction | { edit: string };

/** The dialog that is open above the changes. */
export function ReviewDialogs({
  run,
  remote,
  dialog,
  draft,
  update,
  onClose,
}: {
  run: Schemas["Run"];
  remote: Schemas["Remote"] | null | undefined;
  dialog: OpenDialog | undefined;
  draft: Draft;
  update: UpdateDraft;
  onClose: () => void;
}) {
  if (typeof dialog === "object") {
    const path = dialog.edit;
    const keep = (text: string | undefined): void =>
      update((old) => {
        const { [path]: _, ...others } = old.edits;
        return { ...old, edits: text === undefined ? others : { ...others, [path]: text } };
      });
    return (
      <EditResult
        project={run.project}
        run={run.id}
        path={path}
        draft={draft.edits[path]}
        onChange={keep}
        onApplied={() => {
          keep(undefined);
          onClose();
        }}
        onClose={onClose}
      />
    );
  }
  switch (dialog) {
    case "pull-request":
      return <PullRequestDialog run={run.id} onClose={onClose} />;
    case "push":
      return (
        <Confirm
          title={texts.changes.push}
          text={texts.changes.pushText(remote?.address ?? "")}
          action={texts.changes.pushAction}
          onConfirm={async () => texts.changes.pushed((await push(run.id)).branch)}
          onClose={onClose}
        />
      );
    case "undo":
      return (
        <Confirm
          title={texts.changes.undo}
          text={texts.changes.undoText}
          action={texts.changes.undoAction}
          onConfirm={async () => {
            const { event, acceptedBefore } = await undo(run.id);
            const kept = event.conflicts.map(({ path, reason }) => `${path}: ${reason}`);
            return texts.changes.undone(event.paths.length, kept, acceptedBefore);
          }}
          onClose={onClose}
        />
      );
    case "discard":
      return (
        <Confirm
          title={texts.changes.discard}
          text={texts.changes.discardText}
          action={texts.changes.discardAction}
          danger
          onConfirm={async () => {
            await discard(run.id);
            update(() => ({ decisions: {}, comments: [], edits: {} }));
            return undefined;
          }}
          onClose={onClose}
        />
      );
    default:
      return null;
  }
}
