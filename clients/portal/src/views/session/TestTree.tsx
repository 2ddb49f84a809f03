import type { TestReport, Verdict } from "@codeagent/client";
import { useMemo, useState } from "react";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Chip } from "../../ui/Chip";
import { Icon } from "../../ui/Icon";
import { visible } from "../../ui/visible";
import { groupTests, type TestEntry, type TestGroup } from "./tests";

const SHOWN = 20;

/** Failures first, then what a run fixed or broke; classes that only pass are folded. */
export function TestTree({ report, verdict }: { report: TestReport; verdict: Verdict | undefined }) {
  const groups = useMemo(() => groupTests(report, verdict), [report, verdict]);
  const [all, setAll] = useState(false);
  const shown = all ? groups : groups.slice(0, SHOWN);
  return (
    <div className="test-tree">
      {shown.map((group) => (
        <Group key={group.name} group={group} />
      ))}
      {shown.length < groups.length && (
        <Button kind="bare" size="compact" onClick={() => setAll(true)}>
          {texts.session.otherTests(groups.length - shown.length)}
        </Button>
      )}
    </div>
  );
}

function Group({ group }: { group: TestGroup }) {
  const isInteresting = group.failed > 0 || group.entries.some((entry) => entry.mark !== undefined);
  const marked = group.entries.filter((entry) => entry.failed || entry.mark !== undefined);
  const [all, setAll] = useState(marked.length === 0);
  const entries = all ? group.entries : marked;
  return (
    <details open={isInteresting}>
      <summary>
        <Icon name="chevron" className="chevron" />
        <Icon name={group.failed > 0 ? "cross" : "check"} className={group.failed > 0 ? "bad" : "ok"} />
        <span className="grow cut" title={visible(group.name)}>
          {visible(group.name.slice(group.name.lastIndexOf(".") + 1))}
        </span>
        <span className="muted number">{group.entries.length}</span>
      </summary>
      <ul>
        {entries.map((entry) => (
          <Entry key={entry.name} entry={entry} />
        ))}
      </ul>
      {!all && group.entries.length > marked.length && (
        <Button kind="bare" size="compact" onClick={() => setAll(true)}>
          {texts.session.otherTests(group.entries.length - marked.length)}
        </Button>
      )}
    </details>
  );
}

function Entry({ entry }: { entry: TestEntry }) {
  return (
    <li>
      <div>
        <Icon name={entry.failed ? "cross" : "check"} className={entry.failed ? "bad" : "ok"} />
        <span className="cut grow" title={visible(entry.name)}>
          {visible(entry.name)}
        </span>
        {entry.mark !== undefined && (
          <Chip tone={entry.mark === "fixed" ? "ok" : "bad"}>{texts.session[entry.mark]}</Chip>
        )}
      </div>
      {entry.message !== "" && (
        <p className="text-2">
          {visible(entry.message)} <span className="muted">{visible(entry.place)}</span>
        </p>
      )}
    </li>
  );
}
