import { useState, type FormEvent } from "react";
import { data, rest, type Schemas } from "../../api/rest";
import { refresh } from "../../state/runs";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, Problem, useAction } from "../../ui/Form";

const SECRET_BYTES = 32;

/** A new secret in the form of Standard Webhooks; the receiver needs the same one. */
function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}

/** Adds a webhook, or changes one. A secret that is not given stays; none is shown again. */
export function WebhookForm({ webhook, onClose }: { webhook?: Schemas["Webhook"]; onClose: () => void }) {
  const [id, setId] = useState(webhook?.id ?? "");
  const [url, setUrl] = useState(webhook?.url ?? "");
  const [events, setEvents] = useState(webhook?.events.join(", ") ?? "");
  const [secret, setSecret] = useState(() => (webhook === undefined ? newSecret() : ""));
  const action = useAction();
  const words = texts.settings.webhooks;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void action
      .run(async () => {
        await data(
          rest.PUT("/api/v1/webhooks/{id}", {
            params: { path: { id: id.trim() } },
            body: {
              url: url.trim(),
              events: events.split(/[,\s]+/).filter((name) => name !== ""),
              ...(secret.trim() === "" ? {} : { secret: secret.trim() }),
              ...(webhook === undefined ? {} : { state: webhook.state }),
            },
          }),
        );
        refresh("webhooks");
      })
      .then((done) => done && onClose());
  };
  return (
    <Dialog title={webhook === undefined ? words.add : words.changeTitle(webhook.id)} onClose={onClose}>
      <form className="dialog-body form" onSubmit={submit}>
        {webhook === undefined && (
          <Field label={words.name} required mono value={id} onChange={(event) => setId(event.target.value)} />
        )}
        <Field
          label={words.url}
          required
          type="url"
          mono
          placeholder="https://"
          value={url}
          onChange={(event) => setUrl(event.target.value)}
        />
        <Field
          label={words.events}
          mono
          hint={words.eventsHint}
          value={events}
          onChange={(event) => setEvents(event.target.value)}
        />
        <Field
          label={words.secret}
          mono
          required={webhook === undefined}
          hint={webhook === undefined ? words.secretHint : words.secretKept}
          value={secret}
          onChange={(event) => setSecret(event.target.value)}
        />
        <Problem action={action} />
        <div className="dialog-actions">
          <Button onClick={onClose}>{texts.actions.cancel}</Button>
          <Button kind="primary" type="submit" disabled={action.busy}>
            {texts.actions.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
