import { useProviders } from "../../api/queries";
import { texts } from "../../texts";
import { EmptyState, Query } from "../../ui/states";
import { visible } from "../../ui/visible";

/** The model providers of the server. */
export function Providers() {
  const providers = useProviders();
  return (
    <div className="card">
      <Query loaded={providers} empty={<EmptyState>{texts.home.noModels}</EmptyState>}>
        {(list) =>
          list.map((entry) => (
            <div className="list-item" key={entry.configuration.id}>
              <span className="grow cut">
                <b>{entry.configuration.id}</b>
                <small className="cut">{visible(entry.configuration.baseUrl)}</small>
              </span>
              <span className="muted">{entry.hasKey ? texts.home.keyStored : texts.home.noKey}</span>
            </div>
          ))
        }
      </Query>
    </div>
  );
}
