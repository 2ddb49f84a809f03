import { useState } from "react";
import { useActivity } from "../../api/dashboard";
import { rest, type Schemas } from "../../api/rest";
import { bytes, duration, tokens } from "../../app/format";
import { refresh } from "../../state/runs";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Confirm } from "../../ui/Confirm";
import { EmptyState, Query } from "../../ui/states";
import { visible } from "../../ui/visible";
import { useModels } from "./queries";

/** The models of a provider, by pages, with what is known about each. */
export function Models({ provider, removable }: { provider: string; removable: boolean }) {
  const [query, setQuery] = useState("");
  const [page, setPage] = useState(1);
  const [removed, setRemoved] = useState<string>();
  const models = useModels(provider, query, page);
  const health = useActivity().data?.models.filter((model) => model.provider === provider) ?? [];
  const pages = Math.max(1, Math.ceil((models.data?.total ?? 0) / (models.data?.pageSize ?? 20)));
  const { models: words } = texts.settings;
  return (
    <div className="provider-models">
      <div className="provider-tools">
        <input
          className="input"
          type="search"
          aria-label={words.search(provider)}
          placeholder={words.searchPlaceholder}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setPage(1);
          }}
        />
        <span className="muted grow">{models.data === undefined ? "" : words.count(models.data.total)}</span>
        {pages > 1 && (
          <>
            <Button size="compact" disabled={page <= 1} onClick={() => setPage(page - 1)}>
              {texts.keys.previous}
            </Button>
            <span className="number">{words.page(page, pages)}</span>
            <Button size="compact" disabled={page >= pages} onClick={() => setPage(page + 1)}>
              {texts.keys.next}
            </Button>
          </>
        )}
      </div>
      <Query loaded={models}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState>{words.none}</EmptyState>
          ) : (
            <div className="table-box">
              <table className="table">
                <thead>
                  <tr>
                    <th>{words.model}</th>
                    <th className="right wide-only">{words.size}</th>
                    <th className="right">{words.window}</th>
                    <th className="wide-only">{words.abilities}</th>
                    <th className="right wide-only">{words.price}</th>
                    <th className="right wide-only">{words.firstToken}</th>
                    {removable && (
                      <th>
                        <span className="hidden-text">{words.actions}</span>
                      </th>
                    )}
                  </tr>
                </thead>
                <tbody>
                  {items.map((model) => (
                    <tr key={model.id}>
                      <td>
                        <b>{visible(model.id)}</b>
                      </td>
                      <td className="right wide-only text-2">{model.sizeBytes === 0 ? "–" : bytes(model.sizeBytes)}</td>
                      <td className="right">{model.contextTokens === 0 ? "–" : tokens(model.contextTokens)}</td>
                      <td className="wide-only text-2">{model.capabilities.join(", ") || "–"}</td>
                      <td className="right wide-only text-2">{prices(model)}</td>
                      <td className="right wide-only text-2">{firstToken(health.find((other) => other.model === model.id))}</td>
                      {removable && (
                        <td className="right-actions">
                          {model.installed && (
                            <Button
                              size="compact"
                              kind="bare"
                              aria-label={words.remove(model.id)}
                              onClick={() => setRemoved(model.id)}
                            >
                              {texts.actions.remove}
                            </Button>
                          )}
                        </td>
                      )}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Query>
      {removed !== undefined && (
        <Confirm
          title={words.removeTitle(removed)}
          text={words.removeText(provider)}
          action={texts.actions.remove}
          onConfirm={async () => {
            await rest.DELETE("/api/v1/providers/{id}/models/{model}", {
              params: { path: { id: provider, model: removed } },
            });
            refresh("models");
          }}
          onClose={() => setRemoved(undefined)}
        />
      )}
    </div>
  );
}

/** Dollars of a million tokens, in and out, of the smallest prompts. */
function prices(model: Schemas["ProviderModel"]): string {
  const first = model.prices[0];
  return first === undefined ? texts.run.noPrice : `$${first.input} / $${first.output}`;
}

function firstToken(model: { firstTokenMillis?: { p50: number } } | undefined): string {
  return model?.firstTokenMillis === undefined ? "–" : duration(model.firstTokenMillis.p50);
}
