import { useState } from "react";
import { useQuery } from "../../api/queries";
import { data, rest, type Schemas } from "../../api/rest";
import { ago } from "../../app/format";
import { refresh } from "../../state/runs";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Chip } from "../../ui/Chip";
import { Confirm } from "../../ui/Confirm";
import { Problem, useAction } from "../../ui/Form";
import { EmptyState, Query } from "../../ui/states";
import { visible } from "../../ui/visible";
import { useWebhooks } from "./queries";
import { SectionPage } from "./SectionPage";
import { WebhookForm } from "./WebhookForm";

/** Other programs that the server tells about events. */
export function Webhooks() {
  const webhooks = useWebhooks();
  const [adding, setAdding] = useState(false);
  const words = texts.settings.webhooks;
  return (
    <SectionPage
      title={texts.settings.sections.webhooks}
      actions={
        <Button kind="primary" icon="plus" onClick={() => setAdding(true)}>
          {words.add}
        </Button>
      }
    >
      <div className="card">
        <Query loaded={webhooks} empty={<EmptyState>{words.none}</EmptyState>}>
          {(list) => list.map((webhook) => <WebhookLine key={webhook.id} webhook={webhook} />)}
        </Query>
      </div>
      {adding && <WebhookForm onClose={() => setAdding(false)} />}
    </SectionPage>
  );
}

function WebhookLine({ webhook }: { webhook: Schemas["Webhook"] }) {
  const [tested, setTested] = useState<Schemas["TestResult"]>();
  const [open, setOpen] = useState(false);
  const [dialog, setDialog] = useState<"edit" | "remove">();
  const action = useAction();
  const words = texts.settings.webhooks;
  const path = { id: webhook.id };
  const paused = webhook.state === "paused";
  return (
    <section className="provider" aria-labelledby={`webhook-${webhook.id}`}>
      <header>
        <div className="grow">
          <h2 id={`webhook-${webhook.id}`}>{webhook.id}</h2>
          <small>
            {visible(webhook.url)} · {webhook.events.join(", ") || words.allEvents}
          </small>
        </div>
        {paused && <Chip>{webhook.pausedReason === "" ? words.paused : words.pausedBecause(visible(webhook.pausedReason))}</Chip>}
        <Button size="compact" aria-expanded={open} onClick={() => setOpen(!open)}>
          {words.deliveries}
        </Button>
        <Button
          size="compact"
          disabled={action.busy}
          onClick={() =>
            void action.run(async () =>
              setTested(await data(rest.POST("/api/v1/webhooks/{id}/test", { params: { path } }))),
            )
          }
        >
          {texts.settings.providers.test}
        </Button>
        <Button
          size="compact"
          disabled={action.busy}
          onClick={() =>
            void action.run(async () => {
              await data(rest.PUT("/api/v1/webhooks/{id}", { params: { path }, body: { state: paused ? "active" : "paused" } }));
              refresh("webhooks");
            })
          }
        >
          {paused ? words.resume : words.pause}
        </Button>
        <Button size="compact" onClick={() => setDialog("edit")}>
          {texts.actions.change}
        </Button>
        <Button size="compact" kind="danger" onClick={() => setDialog("remove")}>
          {texts.actions.remove}
        </Button>
      </header>
      <div role="status" className={tested === undefined && action.problem === "" ? "" : "provider-note"}>
        {tested !== undefined && (
          <span className={tested.ok ? "text-2" : "bad"}>
            {tested.ok && tested.status !== undefined ? words.answered(tested.status) : visible(tested.message)}
          </span>
        )}
        <Problem action={action} />
      </div>
      {open && <Deliveries webhook={webhook.id} />}
      {dialog === "edit" && <WebhookForm webhook={webhook} onClose={() => setDialog(undefined)} />}
      {dialog === "remove" && (
        <Confirm
          title={words.removeTitle(webhook.id)}
          text={words.removeText}
          action={texts.actions.remove}
          onConfirm={async () => {
            await rest.DELETE("/api/v1/webhooks/{id}", { params: { path } });
            refresh("webhooks");
          }}
          onClose={() => setDialog(undefined)}
        />
      )}
    </section>
  );
}

function Deliveries({ webhook }: { webhook: string }) {
  const deliveries = useQuery(
    ["deliveries", webhook],
    () => data(rest.GET("/api/v1/webhooks/{id}/deliveries", { params: { path: { id: webhook }, query: { limit: 20 } } })),
    5_000,
  );
  const action = useAction();
  const words = texts.settings.webhooks;
  const retry = (delivery: string): void =>
    void action.run(async () => {
      await data(
        rest.POST("/api/v1/webhooks/{id}/deliveries/{delivery}/retry", { params: { path: { id: webhook, delivery } } }),
      );
      refresh("deliveries");
    });
  return (
    <div className="provider-models">
      <Query loaded={deliveries} empty={<EmptyState>{words.noDeliveries}</EmptyState>}>
        {(list) => (
          <table className="table">
            <thead>
              <tr>
                <th>{words.event}</th>
                <th>{words.state}</th>
                <th className="right wide-only">{words.attempts}</th>
                <th className="right">{words.time}</th>
                <th>
                  <span className="hidden-text">{texts.settings.models.actions}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {list.map((delivery) => (
                <tr key={delivery.id}>
                  <td className="mono">{delivery.event}</td>
                  <td className={delivery.state === "failed" ? "bad" : "text-2"}>
                    {delivery.state}
                    {delivery.lastError !== "" && ` · ${visible(delivery.lastError)}`}
                  </td>
                  <td className="right wide-only">{delivery.attempts}</td>
                  <td className="right text-2">{ago(delivery.createdAt)}</td>
                  <td className="right-actions">
                    {delivery.state !== "delivered" && (
                      <Button
                        size="compact"
                        kind="bare"
                        aria-label={words.retryOf(delivery.event)}
                        disabled={action.busy}
                        onClick={() => retry(delivery.id)}
                      >
                        {words.retry}
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Query>
      <Problem action={action} />
    </div>
  );
}
