import { lazy, Suspense, useEffect, useState } from "react";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Skeleton } from "../../ui/states";
import { toast } from "../../ui/Toast";
import { visible } from "../../ui/visible";
import { readText } from "../files/content";
import { messageOf } from "./actions";
import { acceptEdited } from "./editing";

const Editor = lazy(() => import("../files/Editor"));

/** Edits the result of a run before it comes into the project. What is typed is kept until it is applied or thrown away. */
export function EditResult({
  project,
  run,
  path,
  draft,
  onChange,
  onApplied,
  onClose,
}: {
  project: string;
  run: string;
  path: string;
  /** What was typed before; undefined if nothing. */
  draft: string | undefined;
  onChange: (text: string | undefined) => void;
  onApplied: () => void;
  onClose: () => void;
}) {
  const [original, setOriginal] = useState<string>();
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    readText({ run }, path).then(
      (file) => (file.text === undefined ? setProblem(file.reason) : setOriginal(file.text)),
      (error: unknown) => setProblem(messageOf(error)),
    );
  }, [run, path]);
  const accept = async (): Promise<void> => {
    if (original === undefined) return;
    setBusy(true);
    setProblem("");
    try {
      if (await acceptEdited(project, run, path, draft ?? original)) {
        onApplied();
        toast(texts.changes.editApplied);
      } else {
        setProblem(texts.changes.editOverlaps);
      }
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title={texts.changes.editTitle(visible(path))} className="changes-edit" onClose={onClose}>
      <div className="dialog-body">
        <p className="muted">{texts.changes.editText}</p>
        {original === undefined ? (
          problem === "" && <Skeleton />
        ) : (
          <Suspense fallback={<Skeleton />}>
            <Editor
              path={path}
              text={draft ?? original}
              label={texts.changes.editTitle(path)}
              onChange={(text) => onChange(text === original ? undefined : text)}
              onSave={() => void accept()}
            />
          </Suspense>
        )}
        {problem !== "" && (
          <p className="field-error" role="alert">
            {visible(problem)}
          </p>
        )}
        <div className="dialog-actions">
          {draft !== undefined && (
            <Button
              kind="bare"
              onClick={() => {
                onChange(undefined);
                onClose();
              }}
            >
              {texts.changes.editDiscard}
            </Button>
          )}
          <Button onClick={onClose}>{texts.actions.close}</Button>
          <Button kind="primary" disabled={busy || original === undefined} onClick={() => void accept()}>
            {texts.changes.editApply}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
