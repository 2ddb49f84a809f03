import { useState, type FormEvent } from "react";
import { useKnownProviders, withTag } from "../../api/queries";
import { data, rest, type Schemas } from "../../api/rest";
import { refresh } from "../../state/runs";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Choice, Field, Problem, useAction } from "../../ui/Form";

const OTHER = "";

/** Adds a provider, or changes one; a key that is not given stays as it is, and no key is ever shown. */
export function ProviderForm({ entry, onClose }: { entry?: Schemas["ProviderEntry"]; onClose: () => void }) {
  const known = useKnownProviders().data ?? [];
  const [preset, setPreset] = useState(OTHER);
  const [id, setId] = useState(entry?.configuration.id ?? "");
  const [baseUrl, setBaseUrl] = useState(entry?.configuration.baseUrl ?? "");
  const [wire, setWire] = useState(entry?.configuration.wire ?? "");
  const [model, setModel] = useState(entry?.configuration.defaultModel ?? "");
  const [key, setKey] = useState("");
  const [test, setTest] = useState(true);
  const action = useAction();
  const choose = (value: string): void => {
    const provider = known.find((other) => other.id === value);
    setPreset(value);
    setId(provider?.id ?? "");
    setBaseUrl(provider?.baseUrl ?? "");
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void action
      .run(async () => {
        const path = { id: id.trim() };
        // The version that this form shows, so that a change of somebody else is not lost.
        const tag = entry === undefined ? "" : (await withTag(rest.GET("/api/v1/providers/{id}", { params: { path } }))).tag;
        await data(
          rest.PUT("/api/v1/providers/{id}", {
            params: { path, query: { test }, header: tag === "" ? {} : { "If-Match": tag } },
            body: {
              ...(baseUrl.trim() === "" ? {} : { baseUrl: baseUrl.trim() }),
              ...(wire.trim() === "" ? {} : { wire: wire.trim() }),
              ...(key.trim() === "" ? {} : { apiKey: key.trim() }),
              ...(model.trim() === "" ? {} : { defaultModel: model.trim() }),
            },
          }),
        );
        refresh("providers", "models");
      })
      .then((done) => done && onClose());
  };
  const chosen = known.find((other) => other.id === preset);
  const { providers } = texts.settings;
  return (
    <Dialog title={entry === undefined ? providers.add : providers.changeTitle(entry.configuration.id)} onClose={onClose}>
      <form className="dialog-body form" onSubmit={submit}>
        {entry === undefined && (
          <>
            <Choice
              label={providers.preset}
              value={preset}
              onChange={choose}
              options={[
                { value: OTHER, label: providers.other },
                ...known.map((other) => ({ value: other.id, label: other.name })),
              ]}
            />
            <Field label={providers.id} required mono value={id} onChange={(event) => setId(event.target.value)} />
          </>
        )}
        <Field
          label={providers.address}
          mono
          placeholder={chosen?.urlExample ?? ""}
          required={entry === undefined && preset === OTHER}
          value={baseUrl}
          onChange={(event) => setBaseUrl(event.target.value)}
        />
        <Field
          label={providers.key}
          type="password"
          mono
          autoComplete="new-password"
          hint={entry?.hasKey === true ? providers.keyKept : providers.keyHint}
          value={key}
          onChange={(event) => setKey(event.target.value)}
        />
        <div className="form-row">
          <Field label={providers.model} mono value={model} onChange={(event) => setModel(event.target.value)} />
          {(entry !== undefined || preset === OTHER) && (
            <Field
              label={providers.wireLabel}
              mono
              hint={providers.wireHint}
              value={wire}
              onChange={(event) => setWire(event.target.value)}
            />
          )}
        </div>
        <label className="check">
          <input type="checkbox" checked={test} onChange={(event) => setTest(event.target.checked)} />
          {providers.testFirst}
        </label>
        <Problem action={action} />
        <div className="dialog-actions">
          <Button onClick={onClose}>{texts.actions.cancel}</Button>
          <Button kind="primary" type="submit" disabled={action.busy}>
            {action.busy ? providers.testing : texts.actions.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
