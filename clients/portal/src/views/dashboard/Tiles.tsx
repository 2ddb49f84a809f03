import type { Activity, Dashboard } from "../../api/dashboard";
import { ago, duration, price, tokens } from "../../app/format";
import { texts } from "../../texts";

/** One number each, and one line that says what it means. */
export function Tiles({ now, totals, days }: { now: Activity; totals: Dashboard | undefined; days: string }) {
  const words = texts.dashboard;
  const { queue, approvals } = now;
  const connections = now.connections.reduce((sum, { open }) => sum + open, 0);
  const today = totals?.usageByDay.find(({ key }) => key === totals.to);
  const judged = totals?.runsByDay.reduce((sum, day) => sum + day.judged, 0) ?? 0;
  const green = totals?.runsByDay.reduce((sum, day) => sum + day.green, 0) ?? 0;
  return (
    <div className="tiles">
      <Tile
        name={words.running}
        value={String(queue.running)}
        unit={words.ofSlots(queue.maxRunning)}
        context={queue.waiting === 0 ? words.noneWaits : words.waiting(queue.waiting, duration(queue.longestWaitMillis))}
      />
      <Tile
        name={words.needsPerson}
        value={String(approvals.open)}
        unit={words.questions(approvals.open)}
        context={approvals.oldestAt === undefined ? words.nothingOpen : words.oldest(ago(approvals.oldestAt))}
        waits={approvals.open > 0}
      />
      <Tile
        name={words.tokensToday}
        value={tokens((today?.usage.inputTokens ?? 0) + (today?.usage.outputTokens ?? 0))}
        context={cachedShare(today)}
      />
      <Tile
        name={words.costToday}
        value={today === undefined ? price(0) : today.calls > 0 && today.unpricedCalls === today.calls ? "–" : price(today.costUsd)}
        context={today !== undefined && today.unpricedCalls > 0 ? words.unpriced(today.unpricedCalls) : words.allPriced}
      />
      <Tile
        name={words.green}
        value={judged === 0 ? "–" : String(Math.round((green / judged) * 100))}
        unit={judged === 0 ? "" : "%"}
        context={words.ofJudged(judged, Number(days))}
      />
      <Tile
        name={words.connections}
        value={String(connections)}
        unit={words.open}
        context={now.connections.filter(({ open }) => open > 0).map(({ kind, open }) => `${open} ${words.kinds[kind] ?? kind}`).join(", ")}
      />
    </div>
  );
}

function cachedShare(total: Dashboard["usageByDay"][number] | undefined): string {
  const input = total?.usage.inputTokens ?? 0;
  return input === 0 ? texts.dashboard.noCalls : texts.dashboard.fromCache(Math.round(((total?.usage.cachedTokens ?? 0) / input) * 100));
}

function Tile({ name, value, unit = "", context, waits = false }: { name: string; value: string; unit?: string; context: string; waits?: boolean }) {
  return (
    <dl className={waits ? "card tile waits" : "card tile"}>
      <dt>{name}</dt>
      <dd>
        <b>{value}</b> {unit !== "" && <small>{unit}</small>}
        <span className="muted">{context}</span>
      </dd>
    </dl>
  );
}
