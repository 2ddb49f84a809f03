import { useEffect, useRef, useState, type ReactNode } from "react";
import { until } from "../../app/format";
import { useKeys } from "../../app/keys";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Problem, useAction } from "../../ui/Form";
import { Icon } from "../../ui/Icon";
import { visible } from "../../ui/visible";
import { decide, type Decision, type Question, type Scope } from "./answers";
import "./approval.css";

/** Keys work only after the question was there for a moment, so that none answers it by accident. */
const CALM_MILLIS = 500;

/**
 * An open question: who asks, what exactly will run, why it asks, and the answers with their keys. The keys need the
 * question in view, and do nothing while the user types.
 */
export function QuestionCard({
  question,
  asker,
  runsIn,
  place,
  level = 3,
  keys = true,
  onAnswered,
}: {
  question: Question;
  /** The agent that asks; empty if it is not known yet. */
  asker: string;
  /** The sandbox of the call, in words. */
  runsIn?: string;
  /** Where the question comes from, such as a link to its session. */
  place?: ReactNode;
  level?: 2 | 3;
  /** Whether the answer keys are for this question. */
  keys?: boolean;
  onAnswered?: () => void;
}) {
  const card = useRef<HTMLElement>(null);
  const action = useAction();
  const [sent, setSent] = useState(false);
  const shownAt = useRef(performance.now());
  const inView = useRef(false);
  useEffect(() => {
    shownAt.current = performance.now();
  }, [question.id, keys]);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => (inView.current = isReadable(entry)), {
      threshold: [0, 0.3, 0.6, 0.9],
    });
    if (card.current !== null) observer.observe(card.current);
    return () => observer.disconnect();
  }, []);
  const answer = (decision: Decision, scope: Scope): void => {
    if (action.busy || sent) return;
    setSent(true);
    void action.run(() => decide(question, decision, scope)).then((done) => (done ? onAnswered?.() : setSent(false)));
  };
  const byKey = (decision: Decision, scope: Scope) => (): void => {
    if (inView.current && performance.now() - shownAt.current > CALM_MILLIS) {
      answer(decision, scope);
    }
  };
  const bindings = {
    a: byKey("approve", "once"),
    s: byKey("approve", "session"),
    r: byKey("approve", "rule"),
    d: byKey("deny", "once"),
  };
  const heading = `approval-${question.id}`;
  const Heading = level === 2 ? "h2" : "h3";
  const shortcut = (key: string): { shortcut: string } | object => (keys ? { shortcut: key } : {});
  return (
    <section ref={card} className="approval" aria-labelledby={heading} tabIndex={-1} data-stop="">
      {keys && <AnswerKeys bindings={bindings} />}
      <header>
        <Icon name="shield" />
        <Heading id={heading} className="grow">
          {texts.approvals.asks(asker, question.tool)}
        </Heading>
        <span className="text-2 no-wrap">{texts.approvals.expires(until(question.expiresAt))}</span>
      </header>
      <code className="approval-question">{visible(question.question)}</code>
      <dl className="facts">
        <dt>{texts.approvals.because}</dt>
        <dd>
          {visible(question.reason)} <span className="muted">({texts.approvals.rule(visible(question.rule))})</span>
        </dd>
        {runsIn !== undefined && (
          <>
            <dt>{texts.approvals.runsIn}</dt>
            <dd>{runsIn}</dd>
          </>
        )}
        {place !== undefined && (
          <>
            <dt>{texts.approvals.from}</dt>
            <dd>{place}</dd>
          </>
        )}
      </dl>
      <div className="approval-problem">
        <Problem action={action} />
      </div>
      <div className="approval-actions">
        <Button kind="answer" disabled={sent} onClick={() => answer("approve", "once")} {...shortcut("a")}>
          {texts.keys.allowOnce}
        </Button>
        <Button className="other" disabled={sent} onClick={() => answer("approve", "session")} {...shortcut("s")}>
          {texts.keys.allowSession}
        </Button>
        <Button className="other" disabled={sent} onClick={() => answer("approve", "rule")} {...shortcut("r")}>
          {texts.keys.allowRule}
        </Button>
        <Button kind="danger" className="end" disabled={sent} onClick={() => answer("deny", "once")} {...shortcut("d")}>
          {texts.keys.deny}
        </Button>
      </div>
    </section>
  );
}

/** Bound only while the keys belong to the question, so that they do not hide those of another one. */
function AnswerKeys({ bindings }: { bindings: Record<string, () => void> }) {
  useKeys(bindings);
  return null;
}

/** Whether a person can read it: most of it is in view, or it fills the view. */
function isReadable(entry: IntersectionObserverEntry | undefined): boolean {
  if (entry === undefined || !entry.isIntersecting) return false;
  const { height } = entry.intersectionRect;
  return entry.intersectionRatio >= 0.6 || height >= (entry.rootBounds?.height ?? innerHeight) * 0.6;
}

/** What became of a question, in one line. */
export function AnsweredLine({ decision, scope, by, question }: { decision: string; scope: string; by: string; question: string }) {
  return (
    <div className="approval-answered">
      <Icon name="shield" />
      <span className="no-wrap">{texts.approvals.answered(decision, scope, visible(by))}</span>
      <code className="cut">{visible(question)}</code>
    </div>
  );
}
