import { useEffect, useId, useState, type FormEvent } from "react";
import { useProviders } from "../../api/queries";
import { ApiError, data, rest, type Schemas } from "../../api/rest";
import { refresh } from "../../state/runs";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, messageOf, Problem, useAction } from "../../ui/Form";
import { Skeleton } from "../../ui/states";
import { withTag, type Edited } from "../../api/queries";

type Agent = Schemas["AgentConfiguration"];

/** Edits an agent of a project. What somebody else changed meanwhile is not overwritten: it is loaded first. */
export function AgentForm({ agent, project, onClose }: { agent: Schemas["AgentName"]; project: string; onClose: () => void }) {
  const [loaded, setLoaded] = useState<Edited<Agent>>();
  const [problem, setProblem] = useState("");
  const parameters = { path: { agent }, query: { projectId: project } };
  const read = (): void => {
    setProblem("");
    withTag(rest.GET("/api/v1/agents/{agent}", { params: parameters })).then(setLoaded, (error: unknown) =>
      setProblem(messageOf(error)),
    );
  };
  useEffect(read, []);
  return (
    <Dialog title={texts.settings.agents.change(agent)} className="wide" onClose={onClose}>
      {loaded === undefined ? (
        problem === "" ? (
          <Skeleton />
        ) : (
          <p className="dialog-body bad" role="alert">
            {problem}
          </p>
        )
      ) : (
        <Form key={loaded.tag} edited={loaded} parameters={parameters} onReload={read} onClose={onClose} />
      )}
    </Dialog>
  );
}

function Form({
  edited,
  parameters,
  onReload,
  onClose,
}: {
  edited: Edited<Agent>;
  parameters: { path: { agent: Schemas["AgentName"] }; query: { projectId: string } };
  onReload: () => void;
  onClose: () => void;
}) {
  const [agent, setAgent] = useState(edited.value);
  const [stale, setStale] = useState(false);
  const providers = (useProviders().data ?? []).map((entry) => entry.configuration);
  const action = useAction();
  const instructions = useId();
  const words = texts.settings.agents;
  const change = (part: Partial<Agent>): void => setAgent({ ...agent, ...part });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void action
      .run(async () => {
        try {
          await data(
            rest.PUT("/api/v1/agents/{agent}", {
              params: { ...parameters, header: { "If-Match": edited.tag } },
              body: {
                models: agent.models,
                maxTurns: agent.maxTurns,
                instructions: agent.instructions,
                temperature: agent.temperature,
                effort: agent.effort,
                maxOutputTokens: agent.maxOutputTokens,
                allowedProviders: agent.allowedProviders,
              },
            }),
          );
        } catch (error) {
          setStale(error instanceof ApiError && error.status === 412);
          throw error;
        }
        refresh("agents");
      })
      .then((done) => done && onClose());
  };
  return (
    <form className="dialog-body form" onSubmit={submit}>
      <fieldset>
        <legend className="field-label">{words.models}</legend>
        <ModelList models={agent.models} providers={providers} onChange={(models) => change({ models })} />
      </fieldset>
      <div>
        <label className="field-label" htmlFor={instructions}>
          {words.instructions}
        </label>
        <textarea
          id={instructions}
          rows={4}
          value={agent.instructions}
          onChange={(event) => change({ instructions: event.target.value })}
        />
      </div>
      <div className="form-row">
        <Field
          label={words.turns}
          type="number"
          min={1}
          required
          value={agent.maxTurns}
          onChange={(event) => change({ maxTurns: Number(event.target.value) })}
        />
        <Field
          label={words.output}
          hint={words.outputHint}
          type="number"
          min={0}
          value={agent.maxOutputTokens}
          onChange={(event) => change({ maxOutputTokens: Number(event.target.value) })}
        />
        <Field
          label={words.temperature}
          hint={words.ownHint}
          inputMode="decimal"
          value={agent.temperature}
          onChange={(event) => change({ temperature: event.target.value })}
        />
        <Field
          label={words.effort}
          hint={words.ownHint}
          value={agent.effort}
          onChange={(event) => change({ effort: event.target.value })}
        />
      </div>
      {providers.length > 0 && (
        <fieldset>
          <legend className="field-label">{words.allowed}</legend>
          {providers.map(({ id }) => (
            <label className="check" key={id}>
              <input
                type="checkbox"
                checked={agent.allowedProviders.includes(id)}
                onChange={(event) =>
                  change({
                    allowedProviders: event.target.checked
                      ? [...agent.allowedProviders, id]
                      : agent.allowedProviders.filter((other) => other !== id),
                  })
                }
              />
              {id}
            </label>
          ))}
        </fieldset>
      )}
      <Problem action={action} />
      <div className="dialog-actions">
        {stale && <Button onClick={onReload}>{words.reload}</Button>}
        <Button onClick={onClose}>{texts.actions.cancel}</Button>
        <Button kind="primary" type="submit" disabled={action.busy}>
          {texts.actions.save}
        </Button>
      </div>
    </form>
  );
}

/** The first model, then those that take its place when it does not answer. */
function ModelList({
  models,
  providers,
  onChange,
}: {
  models: readonly Schemas["ModelRef"][];
  providers: readonly Schemas["ProviderConfiguration"][];
  onChange: (models: Schemas["ModelRef"][]) => void;
}) {
  const words = texts.settings.agents;
  const replace = (index: number, model: Schemas["ModelRef"]): void =>
    onChange(models.map((old, other) => (other === index ? model : old)));
  return (
    <>
      {models.map((model, index) => (
        <div className="model-row" key={index}>
          <span className="muted number">{index + 1}</span>
          <select
            className="input"
            aria-label={words.providerOf(index + 1)}
            value={model.provider}
            onChange={(event) => {
              const provider = providers.find((other) => other.id === event.target.value);
              replace(index, { provider: event.target.value, model: provider?.defaultModel ?? "" });
            }}
          >
            {providers.every((other) => other.id !== model.provider) && <option>{model.provider}</option>}
            {providers.map(({ id }) => (
              <option key={id}>{id}</option>
            ))}
          </select>
          <input
            className="input mono"
            aria-label={words.modelOf(index + 1)}
            placeholder={providers.find((other) => other.id === model.provider)?.defaultModel ?? ""}
            spellCheck={false}
            value={model.model}
            onChange={(event) => replace(index, { ...model, model: event.target.value })}
          />
          <span className="row">
            <Button
              size="compact"
              kind="bare"
              disabled={index === 0}
              aria-label={words.earlier(index + 1)}
              onClick={() => onChange(models.toSpliced(index - 1, 2, model, models[index - 1] as Schemas["ModelRef"]))}
            >
              ↑
            </Button>
            <Button
              size="compact"
              kind="bare"
              icon="cross"
              aria-label={words.removeModel(index + 1)}
              onClick={() => onChange(models.toSpliced(index, 1))}
            />
          </span>
        </div>
      ))}
      {providers.length > 0 && (
        <Button
          className="margin-small"
          size="compact"
          icon="plus"
          onClick={() => {
            const first = providers[0] as Schemas["ProviderConfiguration"];
            onChange([...models, { provider: first.id, model: first.defaultModel }]);
          }}
        >
          {models.length === 0 ? words.addModel : words.addFallback}
        </Button>
      )}
    </>
  );
}
