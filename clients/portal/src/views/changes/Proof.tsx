import type { Schemas } from "../../api/rest";
import { texts } from "../../texts";
import { Chip } from "../../ui/Chip";
import { useReport } from "./queries";

/** What the server's own test run said, in one word. */
export function VerdictChip({ run }: { run: Schemas["Run"] }) {
  switch (run.verdict) {
    case "green":
      return (
        <Chip tone="ok" icon="check">
          {texts.changes.verdict.green}
        </Chip>
      );
    case "not-green":
      return (
        <Chip tone="bad" icon="cross">
          {texts.changes.verdict.notGreen}
        </Chip>
      );
    case "not-tested":
      return <Chip>{texts.changes.verdict.notTested}</Chip>;
    default:
      return null;
  }
}

/** The numbers of the server's own test run. */
export function Proof({ run }: { run: string }) {
  const verdict = useReport(run).data?.verdict;
  const after = useReport(run).data?.tests.findLast((tests) => tests.phase === "after");
  if (verdict === undefined) {
    return null;
  }
  const numbers: [string, number, string][] = [
    [texts.changes.tests.fixed, verdict.fixed.length, "ok"],
    [texts.changes.tests.broken, verdict.broken.length, "bad"],
    [texts.changes.tests.failing, verdict.failing.length, "bad"],
    [texts.changes.tests.missing, verdict.missing.length, "bad"],
    [texts.changes.tests.changed, verdict.changedTests.length, ""],
    ...(after === undefined ? [] : [[texts.changes.tests.passed, after.passed, ""] as [string, number, string]]),
  ];
  return (
    <section>
      <h2>{texts.changes.tests.title}</h2>
      <dl className="changes-proof">
        {numbers.map(([label, count, tone]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className={`number ${count > 0 ? tone : ""}`}>{count}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
