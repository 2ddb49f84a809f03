import type { Schemas } from "../api/rest";
import { texts } from "../texts";
import { Dot } from "./Chip";
import { Icon } from "./Icon";

type Listed = Pick<Schemas["Run"], "state" | "verdict" | "patch">;

/** The mark of a run in lists. */
export function RunMark({ run }: { run: Listed }) {
  switch (run.state) {
    case "queued":
      return <Icon name="clock" className="muted" />;
    case "running":
      return <Dot tone="busy" />;
    case "waiting":
      return <Dot tone="wait" />;
    case "cancelled":
      return <Icon name="stop" className="muted" />;
    case "failed":
      return <Icon name="cross" className="bad" />;
    case "completed":
      return run.verdict === "not-green" ? <Icon name="cross" className="bad" /> : <Icon name="check" className="ok" />;
  }
}

/** The state of a run in words: "Works", "tests fail · to review". */
export function runWords(run: Listed): string {
  if (run.state !== "completed") {
    return texts.run.states[run.state].toLowerCase();
  }
  const verdict = run.verdict === undefined ? [] : [texts.run.verdicts[run.verdict]];
  return [...verdict, texts.run.patches[run.patch]].join(" · ");
}
