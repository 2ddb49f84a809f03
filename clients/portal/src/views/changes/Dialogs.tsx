import { useEffect, useState, type ReactNode } from "react";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { webHost } from "../../ui/Markdown";
import { visible } from "../../ui/visible";
import { messageOf, openPullRequest, pullRequestText } from "./actions";

/** Asks before something that cannot be taken back, and tells why it failed. */
export function Confirm({
  title,
  text,
  action,
  danger = false,
  onConfirm,
  onClose,
}: {
  title: string;
  text: string;
  action: string;
  danger?: boolean;
  /** What it tells afterwards; undefined closes the dialog. */
  onConfirm: () => Promise<string | undefined>;
  onClose: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const [done, setDone] = useState<string>();
  const run = async (): Promise<void> => {
    setBusy(true);
    try {
      const result = await onConfirm();
      if (result === undefined) onClose();
      else setDone(result);
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="dialog-body">
        <div role="status"><p>{visible(done ?? text)}</p></div>
        {problem !== "" && (
          <p className="field-error" role="alert">
            {visible(problem)}
          </p>
        )}
        <div className="dialog-actions">
          <Button onClick={onClose}>{done === undefined ? texts.actions.cancel : texts.actions.close}</Button>
          {done === undefined && (
            <Button kind={danger ? "danger" : "primary"} disabled={busy} onClick={() => void run()}>
              {action}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}

/** The text of a pull request, which the user can change before it is sent. */
export function PullRequestDialog({ run, onClose }: { run: string; onClose: () => void }) {
  const [fields, setFields] = useState({ title: "", body: "", base: "", draft: false });
  const [state, setState] = useState({ busy: true, problem: "", url: "", created: false });
  useEffect(() => {
    pullRequestText(run).then(
      ({ title, body }) => {
        setFields((old) => ({ ...old, title, body }));
        setState((old) => ({ ...old, busy: false }));
      },
      (error: unknown) => setState((old) => ({ ...old, busy: false, problem: messageOf(error) })),
    );
  }, [run]);
  const send = async (): Promise<void> => {
    setState((old) => ({ ...old, busy: true, problem: "" }));
    try {
      const { base, ...rest } = fields;
      const { url, created } = await openPullRequest(run, { ...rest, ...(base.trim() === "" ? {} : { base: base.trim() }) });
      setState({ busy: false, problem: "", url, created });
    } catch (error) {
      setState((old) => ({ ...old, busy: false, problem: messageOf(error) }));
    }
  };
  const field = (name: "title" | "base", label: string): ReactNode => (
    <label className="changes-field">
      <span className="field-label">{label}</span>
      <input
        className="input"
        value={fields[name]}
        onChange={(event) => setFields((old) => ({ ...old, [name]: event.target.value }))}
      />
    </label>
  );
  return (
    <Dialog title={texts.changes.pullRequest} onClose={onClose}>
      <form
        className="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        {state.url !== "" ? (
          <p role="status">
            {state.created ? texts.changes.pullRequestCreated : texts.changes.pullRequestThere}{" "}
            {webHost(state.url) === undefined ? (
              <code>{visible(state.url)}</code>
            ) : (
              <a className="link" href={state.url} target="_blank" rel="noopener noreferrer">
                {visible(state.url)}
              </a>
            )}
          </p>
        ) : (
          <>
            {field("title", texts.changes.pullRequestTitle)}
            <label className="changes-field">
              <span className="field-label">{texts.changes.pullRequestBody}</span>
              <textarea
                className="input diff-area"
                rows={8}
                value={fields.body}
                onChange={(event) => setFields((old) => ({ ...old, body: event.target.value }))}
              />
            </label>
            {field("base", texts.changes.pullRequestBase)}
            <label className="row">
              <input
                type="checkbox"
                checked={fields.draft}
                onChange={(event) => setFields((old) => ({ ...old, draft: event.target.checked }))}
              />
              {texts.changes.pullRequestDraft}
            </label>
          </>
        )}
        {state.problem !== "" && (
          <p className="field-error" role="alert">
            {visible(state.problem)}
          </p>
        )}
        <div className="dialog-actions">
          <Button onClick={onClose}>{state.url === "" ? texts.actions.cancel : texts.actions.close}</Button>
          {state.url === "" && (
            <Button type="submit" kind="primary" disabled={state.busy || fields.title.trim() === ""}>
              {texts.changes.pullRequestSend}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}
