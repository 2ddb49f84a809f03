import { serverUrl } from "../../api/base";
import type { Schemas } from "../../api/rest";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Menu, type MenuItem } from "../../ui/Menu";
import type { Tally } from "./model";

export type FootAction = "push" | "pull-request" | "undo" | "discard";

/** The tally of decisions, and what can be done with the changes. */
export function Foot({
  run,
  remote,
  counts,
  comments,
  busy,
  onApply,
  onSend,
  onAction,
  onAcceptAll,
}: {
  run: Schemas["Run"];
  remote: Schemas["Remote"] | null | undefined;
  counts: Tally;
  comments: number;
  busy: boolean;
  onApply: () => void;
  onSend: () => void;
  onAction: (action: FootAction) => void;
  onAcceptAll: (decision: "accept" | "reject") => void;
}) {
  const total = counts.accepted + counts.rejected + counts.open + counts.taken;
  const open = run.patch === "open" || run.patch === "undone" || counts.open + counts.accepted + counts.rejected > 0;
  const ended = run.finishedAt !== undefined;
  const items: MenuItem[] = [
    { label: texts.changes.download, icon: "download", download: `${serverUrl}/api/v1/runs/${encodeURIComponent(run.id)}/patch` },
  ];
  if (run.patch !== "discarded") {
    if (open) {
      items.unshift(
        { label: texts.changes.acceptAll, icon: "check", run: () => onAcceptAll("accept") },
        { label: texts.changes.rejectAll, icon: "cross", run: () => onAcceptAll("reject") },
      );
    }
    if (remote !== null && remote !== undefined) {
      items.push({ label: texts.changes.push, icon: "branch", run: () => onAction("push") });
      if (remote.forge !== undefined) {
        items.push({ label: texts.changes.pullRequest, icon: "send", run: () => onAction("pull-request") });
      }
    }
    if (ended) {
      items.push(
        { label: texts.changes.undo, icon: "undo", run: () => onAction("undo") },
        { label: texts.changes.discard, icon: "cross", danger: true, run: () => onAction("discard") },
      );
    }
  }
  return (
    <div className="changes-foot">
      <svg
        className="changes-meter wide-only"
        viewBox="0 0 100 1"
        preserveAspectRatio="none"
        role="img"
        aria-label={texts.changes.decided(total - counts.open, total)}
      >
        <rect className="changes-meter-ok" width={share(counts.accepted + counts.taken, total)} height="1" />
        <rect
          className="changes-meter-bad"
          x={share(counts.accepted + counts.taken, total)}
          width={share(counts.rejected, total)}
          height="1"
        />
      </svg>
      <span className="number" aria-live="polite">
        {texts.changes.tally(counts)}
      </span>
      <span className="grow wide-only" />
      {comments > 0 && (
        <Button icon="note" disabled={busy || !ended} title={ended ? undefined : texts.changes.notEnded} onClick={onSend}>
          {texts.changes.send(comments)}
        </Button>
      )}
      {counts.accepted > 0 && (
        <Button kind="primary" disabled={busy || !ended} title={ended ? undefined : texts.changes.notEnded} onClick={onApply}>
          {texts.changes.apply(counts.accepted)}
        </Button>
      )}
      <Menu label={texts.changes.more} items={items} above />
    </div>
  );
}

function share(part: number, total: number): number {
  return total === 0 ? 0 : (part / total) * 100;
}
