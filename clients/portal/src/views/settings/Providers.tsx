import { useState } from "react";
import { useActivity } from "../../api/dashboard";
import { useProviders } from "../../api/queries";
import { rest, type Schemas } from "../../api/rest";
import { ProviderForm } from "../../features/provider/ProviderForm";
import { ProviderTestResult, useProviderTest } from "../../features/provider/ProviderTest";
import { refresh } from "../../state/runs";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Dot } from "../../ui/Chip";
import { Confirm } from "../../ui/Confirm";
import { EmptyState, Query } from "../../ui/states";
import { visible } from "../../ui/visible";
import { Models } from "./Models";
import { Pulls } from "./Pulls";
import { SectionPage } from "./SectionPage";

/** Only this wire downloads models to its server. */
const PULLING_WIRE = "ollama";

/** The providers of models: state, models, keys and downloads. */
export function Providers() {
  const providers = useProviders();
  const [adding, setAdding] = useState(false);
  return (
    <SectionPage
      title={texts.settings.sections.providers}
      actions={
        <Button kind="primary" icon="plus" onClick={() => setAdding(true)}>
          {texts.settings.providers.add}
        </Button>
      }
    >
      <div className="card">
        <Query
          loaded={providers}
          lines={4}
          empty={
            <EmptyState action={<Button onClick={() => setAdding(true)}>{texts.settings.providers.add}</Button>}>
              {texts.settings.providers.none}
            </EmptyState>
          }
        >
          {(list) => list.map((entry) => <ProviderCard key={entry.configuration.id} entry={entry} />)}
        </Query>
      </div>
      {adding && <ProviderForm onClose={() => setAdding(false)} />}
    </SectionPage>
  );
}

function ProviderCard({ entry }: { entry: Schemas["ProviderEntry"] }) {
  const { id, wire, baseUrl, defaultModel } = entry.configuration;
  const test = useProviderTest(id);
  const [open, setOpen] = useState(false);
  const [dialog, setDialog] = useState<"edit" | "remove">();
  const breaker = useBreaker(id);
  const heading = `provider-${id}`;
  const facts = [
    baseUrl,
    texts.settings.providers.wire(wire),
    defaultModel === "" ? "" : texts.settings.providers.defaultModel(defaultModel),
    entry.hasKey ? texts.home.keyStored : texts.home.noKey,
    texts.settings.providers.sources[entry.source] ?? entry.source,
    breaker ?? "",
  ];
  return (
    <section className="provider" aria-labelledby={heading}>
      <header>
        <Dot tone={test.result === undefined ? "plain" : test.failed ? "bad" : "ok"} />
        <div className="grow">
          <h2 id={heading}>{id}</h2>
          <small>{visible(facts.filter((fact) => fact !== "").join(" · "))}</small>
        </div>
        <Button size="compact" aria-expanded={open} onClick={() => setOpen(!open)}>
          {texts.settings.providers.models}
        </Button>
        <Button size="compact" disabled={test.running} onClick={() => void test.run()}>
          {test.running ? texts.settings.providers.testing : texts.settings.providers.test}
        </Button>
        <Button size="compact" onClick={() => setDialog("edit")}>
          {texts.actions.change}
        </Button>
        {entry.source === "stored" && (
          <Button size="compact" kind="danger" onClick={() => setDialog("remove")}>
            {texts.actions.remove}
          </Button>
        )}
      </header>
      <div role="status" className={test.result === undefined ? "" : "provider-note"}>
        <ProviderTestResult test={test} />
      </div>
      {wire === PULLING_WIRE && <Pulls provider={id} />}
      {open && <Models provider={id} removable={wire === PULLING_WIRE} />}
      {dialog === "edit" && <ProviderForm entry={entry} onClose={() => setDialog(undefined)} />}
      {dialog === "remove" && (
        <Confirm
          title={texts.settings.providers.removeTitle(id)}
          text={texts.settings.providers.removeText}
          action={texts.actions.remove}
          onConfirm={async () => {
            await rest.DELETE("/api/v1/providers/{id}", { params: { path: { id } } });
            refresh("providers");
          }}
          onClose={() => setDialog(undefined)}
        />
      )}
    </section>
  );
}

/** The state of the breakers of a provider's models, if the server tells it. */
function useBreaker(provider: string): string | undefined {
  const models = useActivity().data?.models.filter((model) => model.provider === provider) ?? [];
  const worst = models.find(({ breaker }) => breaker === "open") ?? models.find(({ breaker }) => breaker !== "closed");
  if (worst !== undefined) {
    return `${worst.model}: ${texts.settings.providers.breaker(texts.dashboard.breakers[worst.breaker])}`;
  }
  return models.length === 0 ? undefined : texts.settings.providers.breaker(texts.dashboard.breakers.closed);
}
