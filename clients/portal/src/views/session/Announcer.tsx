import { currentStep, openApprovals, type RunState } from "../../state/run";
import { texts } from "../../texts";

/** Tells a screen reader the step, a question and the end; the transcript itself is silent. */
export function Announcer({ state }: { state: RunState }) {
  const text =
    state.finished !== undefined
      ? texts.run.states[state.phase]
      : openApprovals(state).length > 0
        ? texts.session.waits
        : (currentStep(state)?.agent ?? "");
  return (
    <p className="hidden-text" role="status">
      {text}
    </p>
  );
}
