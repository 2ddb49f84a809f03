import type { Dashboard } from "../../api/dashboard";
import { price, tokens } from "../../app/format";
import { texts } from "../../texts";
import { Meter } from "../../ui/Form";
import { Icon } from "../../ui/Icon";
import { visible } from "../../ui/visible";
import { costOf } from "../settings/Usage";

const SHOWN = 6;

/** What models cost, the dearest first; without any price it is their tokens. */
export function Shares({
  className,
  totals,
  csv,
  days,
}: {
  className: string;
  totals: Dashboard["usageByModel"];
  csv: string;
  days: number;
}) {
  const cost = totals.reduce((sum, total) => sum + Number(total.costUsd), 0);
  const title = cost > 0 ? texts.dashboard.costByModel : texts.dashboard.tokensByModel;
  const valueOf = (total: (typeof totals)[number]): number =>
    cost > 0 ? Number(total.costUsd) : total.usage.inputTokens + total.usage.outputTokens;
  const sorted = totals.toSorted((a, b) => valueOf(b) - valueOf(a)).slice(0, SHOWN);
  const most = Math.max(1e-9, ...sorted.map(valueOf));
  return (
    <section className={`card figure ${className}`} aria-label={title}>
      <header>
        <h2 className="grow">{title}</h2>
        {cost > 0 && <span className="muted number">{texts.dashboard.inDays(price(cost), days)}</span>}
        <a className="button bare compact" href={csv} download aria-label={texts.dashboard.csvOf(title)}>
          <Icon name="download" />
          {texts.dashboard.csv}
        </a>
      </header>
      <ul className="shares">
        {sorted.map((total) => (
          <li key={total.key}>
            <span className="cut">{visible(total.key)}</span>
            <span className="number">
              {tokens(total.usage.inputTokens + total.usage.outputTokens)} · {costOf(total)}
            </span>
            <Meter share={valueOf(total) / most} label={`${total.key} ${costOf(total)}`} />
          </li>
        ))}
      </ul>
    </section>
  );
}
