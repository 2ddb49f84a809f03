import { useId, useState, type FormEvent, type ReactNode } from "react";
import { data, rest, type Schemas } from "../../api/rest";
import { refresh } from "../../state/runs";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Choice, Field, Problem, useAction, type Action } from "../../ui/Form";

function FormDialog({
  title,
  action,
  extra,
  onSubmit,
  onClose,
  children,
}: {
  title: string;
  action: Action;
  extra?: ReactNode;
  onSubmit: () => Promise<unknown>;
  onClose: () => void;
  children: ReactNode;
}) {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void action.run(onSubmit).then((done) => done && onClose());
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="dialog-body form" onSubmit={submit}>
        {children}
        <Problem action={action} />
        <div className="dialog-actions">
          {extra}
          <Button onClick={onClose}>{texts.actions.cancel}</Button>
          <Button kind="primary" type="submit" disabled={action.busy}>
            {texts.actions.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** How the server reads a git project: a token for HTTPS, a deploy key for SSH. What is not given stays. */
export function AccessForm({
  project,
  status,
  onClose,
}: {
  project: string;
  status: Schemas["GitProjectStatus"];
  onClose: () => void;
}) {
  const https = /^https?:/.test(status.address);
  const [token, setToken] = useState("");
  const [username, setUsername] = useState("");
  const [key, setKey] = useState("");
  const [hostKey, setHostKey] = useState("");
  const action = useAction();
  const keyId = useId();
  const words = texts.settings.projects;
  return (
    <FormDialog
      title={words.changeAccess}
      action={action}
      onClose={onClose}
      onSubmit={async () => {
        const body = https ? given({ token, username }) : given({ key, hostKey });
        await data(rest.PUT("/api/v1/git-projects/{id}/access", { params: { path: { id: project } }, body }));
        refresh("git");
      }}
    >
      {https ? (
        <>
          <Field
            label={words.token}
            type="password"
            mono
            autoComplete="new-password"
            hint={status.hasSecret ? words.secretKept : words.secretHint}
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
          <Field label={words.username} hint={words.usernameHint} value={username} onChange={(event) => setUsername(event.target.value)} />
        </>
      ) : (
        <>
          <div>
            <label className="field-label" htmlFor={keyId}>
              {words.key}
            </label>
            <textarea
              id={keyId}
              className="mono"
              rows={5}
              spellCheck={false}
              autoComplete="off"
              value={key}
              onChange={(event) => setKey(event.target.value)}
            />
            <p className="small muted">{status.hasSecret ? words.secretKept : words.secretHint}</p>
          </div>
          <Field
            label={words.hostKey}
            mono
            placeholder="SHA256:"
            hint={words.hostKeyHint}
            value={hostKey}
            onChange={(event) => setHostKey(event.target.value)}
          />
        </>
      )}
    </FormDialog>
  );
}

type ForgeChoice = Schemas["Forge"] | "";

/** Where results go: the address of pushes and pull requests. */
export function RemoteForm({
  project,
  remote,
  onClose,
}: {
  project: string;
  remote?: Schemas["Remote"];
  onClose: () => void;
}) {
  const [address, setAddress] = useState(remote?.address ?? "");
  const [token, setToken] = useState("");
  const [username, setUsername] = useState("");
  const [forge, setForge] = useState<ForgeChoice>(remote?.forge ?? "");
  const action = useAction();
  const words = texts.settings.projects;
  const remove = async (): Promise<void> => {
    await rest.DELETE("/api/v1/projects/{id}/remote", { params: { path: { id: project } } });
    refresh("remote");
  };
  return (
    <FormDialog
      title={words.results}
      action={action}
      onClose={onClose}
      extra={
        remote !== undefined && (
          <Button kind="danger" onClick={() => void action.run(remove).then((done) => done && onClose())}>
            {texts.actions.remove}
          </Button>
        )
      }
      onSubmit={async () => {
        const body = { ...given({ address, token, username }), ...(forge === "" ? {} : { forge }) };
        await data(rest.PUT("/api/v1/projects/{id}/remote", { params: { path: { id: project } }, body }));
        refresh("remote");
      }}
    >
      <Field
        label={words.address}
        required
        mono
        placeholder="https://"
        value={address}
        onChange={(event) => setAddress(event.target.value)}
      />
      <Field
        label={words.token}
        type="password"
        mono
        autoComplete="new-password"
        hint={remote === undefined ? words.secretHint : words.secretKept}
        value={token}
        onChange={(event) => setToken(event.target.value)}
      />
      <div className="form-row">
        <Field label={words.username} hint={words.usernameHint} value={username} onChange={(event) => setUsername(event.target.value)} />
        <Choice<ForgeChoice>
          label={words.forge}
          value={forge}
          options={[
            { value: "", label: words.byHost },
            { value: "github", label: "GitHub" },
            { value: "gitlab", label: "GitLab" },
            { value: "gitea", label: "Gitea" },
          ]}
          onChange={setForge}
        />
      </div>
    </FormDialog>
  );
}

/** The fields that the user filled in. */
function given<T extends Record<string, string>>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim() !== "")) as Partial<T>;
}
