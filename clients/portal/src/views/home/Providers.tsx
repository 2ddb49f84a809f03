import { useState } from "react";
import { useProviders } from "../../api/queries";
import type { Schemas } from "../../api/rest";
import { ProviderForm } from "../../features/provider/ProviderForm";
import { ProviderTestResult, useProviderTest } from "../../features/provider/ProviderTest";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Dot } from "../../ui/Chip";
import { EmptyState, Query } from "../../ui/states";
import { visible } from "../../ui/visible";

/** The model providers of the server: each can be checked, and one can be added here. */
export function Providers({ first = false }: { /** Whether it is the first step of an empty server, which has a heading. */ first?: boolean }) {
  const providers = useProviders();
  const [adding, setAdding] = useState(false);
  const add = (): void => setAdding(true);
  return (
    <section>
      {!first && (
        <div className="row">
          <h2 className="grow">{texts.home.models}</h2>
          <Button kind="bare" size="compact" icon="plus" onClick={add}>
            {texts.home.addProvider}
          </Button>
        </div>
      )}
      <div className="card">
        <Query loaded={providers} empty={<NoModel onAdd={add} />}>
          {(list) => list.map((entry) => <ProviderLine key={entry.configuration.id} entry={entry} />)}
        </Query>
      </div>
      {adding && <ProviderForm onClose={() => setAdding(false)} />}
    </section>
  );
}

function NoModel({ onAdd }: { onAdd: () => void }) {
  return (
    <EmptyState
      action={
        <Button kind="primary" onClick={onAdd}>
          {texts.home.addProvider}
        </Button>
      }
    >
      <b>{texts.modelNeeded.title}</b> {texts.modelNeeded.text}
    </EmptyState>
  );
}

function ProviderLine({ entry }: { entry: Schemas["ProviderEntry"] }) {
  const { id, baseUrl } = entry.configuration;
  const test = useProviderTest(id);
  return (
    <div className="list-item">
      <Dot tone={test.result === undefined ? "plain" : test.failed ? "bad" : "ok"} />
      <span className="grow">
        <b>{id}</b>
        <small className="cut">{visible(baseUrl)}</small>
        <small role="status">
          <ProviderTestResult test={test} />
        </small>
      </span>
      <span className="muted">{entry.hasKey ? texts.home.keyStored : texts.home.noKey}</span>
      <Button size="compact" disabled={test.running} onClick={() => void test.run()} aria-label={`${texts.home.check} ${id}`}>
        {test.running ? texts.home.checking : texts.home.check}
      </Button>
    </div>
  );
}
