import { randomId } from "@codeagent/client";
import { useRef, useState, type FormEvent } from "react";
import { data, rest, type Schemas } from "../../api/rest";
import { bytes, duration } from "../../app/format";
import { refresh } from "../../state/runs";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Meter, Problem, useAction } from "../../ui/Form";
import { visible } from "../../ui/visible";
import { usePulls } from "./queries";

/** Downloads of models to the provider's server. The server holds them: every browser sees them, and none is needed. */
export function Pulls({ provider }: { provider: string }) {
  const pulls = usePulls(provider, true).data ?? [];
  const [model, setModel] = useState("");
  const action = useAction();
  // A request that is sent again must not start a second download.
  const key = useRef(randomId());
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void action
      .run(() =>
        data(
          rest.POST("/api/v1/providers/{id}/pulls", {
            params: { path: { id: provider }, header: { "Idempotency-Key": key.current } },
            body: { model: model.trim() },
          }),
        ),
      )
      .then((done) => {
        if (done) {
          key.current = randomId();
          setModel("");
          refresh("pulls");
        }
      });
  };
  const latest = pulls.filter((pull, index) => pull.state === "running" || index === 0);
  return (
    <>
      {latest.map((pull) => (
        <Pull key={pull.id} pull={pull} />
      ))}
      <form className="provider-tools" onSubmit={submit}>
        <input
          className="input mono"
          aria-label={texts.settings.pulls.model(provider)}
          placeholder={texts.settings.pulls.placeholder}
          required
          spellCheck={false}
          value={model}
          onChange={(event) => setModel(event.target.value)}
        />
        <Button type="submit" icon="download" disabled={action.busy}>
          {texts.settings.pulls.action}
        </Button>
        <Problem action={action} />
      </form>
    </>
  );
}

function Pull({ pull }: { pull: Schemas["ModelPull"] }) {
  const action = useAction();
  const words = texts.settings.pulls;
  const running = pull.state === "running";
  const total = pull.totalBytes === 0 ? "" : words.bytes(bytes(pull.completedBytes), bytes(pull.totalBytes));
  const rate = running && pull.bytesPerSecond > 0 ? words.rate(bytes(pull.bytesPerSecond)) : "";
  const left = running && pull.secondsLeft > 0 ? words.left(duration(pull.secondsLeft * 1000)) : "";
  const progress = [total, rate, left].filter((part) => part !== "").join(" · ");
  return (
    <div className="pull" role="group" aria-label={words.title(pull.model)}>
      <div className="row">
        <b className="grow cut">{running ? words.title(pull.model) : words.ended(visible(pull.model), words.states[pull.state])}</b>
        <span className="number text-2 no-wrap">{running ? progress : ""}</span>
        {running && (
          <Button
            size="compact"
            disabled={action.busy}
            onClick={() =>
              void action.run(async () => {
                await rest.DELETE("/api/v1/providers/{id}/pulls/{pull}", {
                  params: { path: { id: pull.provider, pull: pull.id } },
                });
                refresh("pulls", "models");
              })
            }
          >
            {texts.actions.cancel}
          </Button>
        )}
      </div>
      {running && (
        <>
          <Meter share={pull.totalBytes === 0 ? 0 : pull.completedBytes / pull.totalBytes} label={progress || pull.status} />
          <p className="muted small">{words.lives(visible(pull.status))}</p>
        </>
      )}
      {pull.message !== "" && <p className="bad small">{visible(pull.message)}</p>}
      <Problem action={action} />
    </div>
  );
}
