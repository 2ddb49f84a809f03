import { AnsweredLine, QuestionCard } from "../../features/approval/QuestionCard";
import type { ApprovalRow, RunState } from "../../state/run";
import { openApprovals } from "../../state/run";

/** A question in the transcript, and later what became of it. The keys answer the first one that is open. */
export function ApprovalCard({ row, state }: { row: ApprovalRow; state: RunState }) {
  const { request, answer } = row;
  if (answer !== undefined) {
    return <AnsweredLine {...answer} question={request.question} />;
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
