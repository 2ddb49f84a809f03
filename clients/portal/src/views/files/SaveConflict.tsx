import { structuredPatch } from "diff";
import { useMemo, useState } from "react";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { visible } from "../../ui/visible";
import type { TextFile } from "./content";
import { resolveConflict } from "./tabs";

const COMPARE_MILLIS = 1500;

/** Says that somebody else saved the file meanwhile, shows the difference, and offers both versions. */
export function SaveConflict({ path, mine, theirs }: { path: string; mine: string; theirs: TextFile | "deleted" }) {
  const [shown, setShown] = useState(false);
  const lines = useMemo(() => {
    if (!shown || theirs === "deleted" || theirs.text === undefined) return [];
    const patch = structuredPatch("theirs", "mine", theirs.text, mine, "", "", { context: 2, timeout: COMPARE_MILLIS });
    return patch?.hunks.flatMap((hunk) => [`@@ ${hunk.oldStart}`, ...hunk.lines]) ?? [texts.changes.cannotCompare];
  }, [shown, theirs, mine]);
  return (
    <section className="files-conflict" role="alert">
      <div className="row wrap">
        <Icon name="warn" className="bad" />
        <span className="grow">{theirs === "deleted" ? texts.files.deletedMeanwhile : texts.files.changedMeanwhile}</span>
        {theirs !== "deleted" && (
          <Button size="compact" icon="eye" aria-expanded={shown} onClick={() => setShown(!shown)}>
            {texts.files.showDifference}
          </Button>
        )}
        <Button size="compact" onClick={() => resolveConflict(path, "theirs")}>
          {theirs === "deleted" ? texts.files.closeDeleted : texts.files.takeTheirs}
        </Button>
        <Button size="compact" kind="danger" onClick={() => resolveConflict(path, "mine")}>
          {texts.files.keepMine}
        </Button>
      </div>
      {shown && (
        <pre className="files-difference" tabIndex={0}>
          {lines.map((line, index) => (
            <span key={index} className={line.startsWith("+") ? "added" : line.startsWith("-") ? "removed" : undefined}>
              {visible(line)}
              {"\n"}
            </span>
          ))}
        </pre>
      )}
    </section>
  );
}
