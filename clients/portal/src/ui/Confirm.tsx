import { texts } from "../texts";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { Problem, useAction } from "./Form";

/** Asks before something is removed for good. It stays open with the reason if the server refuses. */
export function Confirm({
  title,
  text,
  action,
  onConfirm,
  onClose,
}: {
  title: string;
  text: string;
  action: string;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}) {
  const request = useAction();
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="dialog-body">
        <p>{text}</p>
        <Problem action={request} />
        <div className="dialog-actions">
          <Button onClick={onClose}>{texts.actions.cancel}</Button>
          <Button
            kind="danger"
            disabled={request.busy}
            onClick={() => void request.run(onConfirm).then((done) => done && onClose())}
          >
            {action}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
