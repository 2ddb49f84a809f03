import { useEffect, useRef, useState } from "react";
import { rest, data } from "../../api/rest";
import { until } from "../../app/format";
import { useKeys } from "../../app/keys";
import type { ApprovalRow, RunState } from "../../state/run";
import { refresh } from "../../state/runs";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { toast } from "../../ui/Toast";
import { visible } from "../../ui/visible";

type Scope = "once" | "session" | "rule";

/** Keys work only after the question was there for a moment, so that none answers it by accident. */
const CALM_MILLIS = 500;

/** Answers a question. The event approval.answered tells everybody; an error says who was faster. */
export async function decide(row: ApprovalRow, decision: "approve" | "deny", scope: Scope = "once"): Promise<void> {
  const { approval, digest } = row.request;
  try {
    await data(
      rest.POST("/api/v1/approvals/{approval}", {
        params: { path: { approval } },
        body: { decision, scope, digest },
      }),
    );
  } catch (error) {
    toast(error instanceof Error ? error.message : String(error));
  }
  refresh("approvals", "runs");
}

/** A question in the transcript: what exactly will run, why it asks, and the answers. */
export function ApprovalCard({ row, state }: { row: ApprovalRow; state: RunState }) {
  if (row.answer !== undefined) {
    const { decision, scope, by } = row.answer;
    return (
      <div className="approval-answered">
        <Icon name="shield" />
        {texts.session.answered(decision, scope, by)} · <code className="cut">{visible(row.request.question)}</code>
      </div>
    );
  }
  return <OpenCard row={row} state={state} />;
}

function OpenCard({ row, state }: { row: ApprovalRow; state: RunState }) {
  const card = useRef<HTMLElement>(null);
  const [busy, setBusy] = useState(false);
  const shownAt = useRef(performance.now());
  const inView = useRef(false);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => (inView.current = entry?.isIntersecting ?? false), {
      threshold: 0.6,
    });
    if (card.current !== null) observer.observe(card.current);
    return () => observer.disconnect();
  }, []);
  const answer = (decision: "approve" | "deny", scope: Scope): void => {
    if (busy) return;
    setBusy(true);
    void decide(row, decision, scope).finally(() => setBusy(false));
  };
  const byKey = (decision: "approve" | "deny", scope: Scope) => (): void => {
    if (inView.current && performance.now() - shownAt.current > CALM_MILLIS) {
      answer(decision, scope);
    }
  };
  useKeys({
    a: byKey("approve", "once"),
    s: byKey("approve", "session"),
    r: byKey("approve", "rule"),
    d: byKey("deny", "once"),
  });
  const { request } = row;
  const heading = `approval-${request.approval}`;
  return (
    <section ref={card} className="approval" aria-labelledby={heading} tabIndex={-1} data-stop="">
      <header>
        <Icon name="shield" />
        <h3 id={heading} className="grow">
          {texts.session.asks(state.steps.find((step) => step.step === request.step)?.agent ?? request.step, request.tool)}
        </h3>
        <span className="muted no-wrap">{texts.session.expires(until(request.expiresAt))}</span>
      </header>
      <code className="approval-question">{visible(request.question)}</code>
      <dl className="facts">
        <dt>{texts.session.asksBecause}</dt>
        <dd>
          {visible(request.reason)} <span className="muted">({texts.session.rule(request.rule)})</span>
        </dd>
        {state.sandbox !== undefined && (
          <>
            <dt>{texts.session.runsIn}</dt>
            <dd>
              {state.sandbox.launcher}: {state.sandbox.meaning}
            </dd>
          </>
        )}
      </dl>
      <div className="approval-actions">
        <Button kind="answer" shortcut="a" disabled={busy} onClick={() => answer("approve", "once")}>
          {texts.keys.allowOnce}
        </Button>
        <Button className="other" shortcut="s" disabled={busy} onClick={() => answer("approve", "session")}>
          {texts.keys.allowSession}
        </Button>
        <Button className="other" shortcut="r" disabled={busy} onClick={() => answer("approve", "rule")}>
          {texts.keys.allowRule}
        </Button>
        <Button kind="danger" className="end" shortcut="d" disabled={busy} onClick={() => answer("deny", "once")}>
          {texts.keys.deny}
        </Button>
      </div>
    </section>
  );
}
