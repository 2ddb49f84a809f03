import { AnsweredLine, QuestionCard } from "../../features/approval/QuestionCard";
import type { ApprovalRow, RunState } from "../../state/run";
import { isOver, openApprovals } from "../../state/run";
import { texts } from "../../texts";
import { Icon } from "../../ui/Icon";
import { visible } from "../../ui/visible";

/** A question in the transcript, and later what became of it. The keys answer the first one that is open. */
export function ApprovalCard({ row, state }: { row: ApprovalRow; state: RunState }) {
  const { request, answer } = row;
  if (answer !== undefined) {
    return <AnsweredLine {...answer} question={request.question} />;
  }
  if (isOver(state)) {
    return (
      <div className="line muted">
        <Icon name="shield" />
        <span>
          {texts.session.unanswered} <code>{visible(request.question)}</code>
        </span>
      </div>
    );
  }
  const { sandbox } = state;
  return (
    <QuestionCard
      question={{ ...request, id: request.approval }}
      asker={state.steps.find((step) => step.step === request.step)?.agent ?? request.step}
      keys={openApprovals(state)[0]?.request.approval === request.approval}
      {...(sandbox === undefined ? {} : { runsIn: `${sandbox.launcher}: ${sandbox.meaning}` })}
    />
  );
}
