import { useState } from "react";
import { useProjects, useQuery } from "../../api/queries";
import { data, rest, type Schemas } from "../../api/rest";
import { csv, download } from "../../app/csv";
import { price, tokens } from "../../app/format";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Choice, Field } from "../../ui/Form";
import { EmptyState, Query } from "../../ui/states";
import { visible } from "../../ui/visible";
import { SectionPage } from "./SectionPage";

type Group = "day" | "project" | "model" | "agent" | "provider" | "caller";

const DAY_MILLIS = 86_400_000;
const FIRST_DAYS = 30;

function dayBefore(days: number): string {
  return new Date(Date.now() - days * DAY_MILLIS).toISOString().slice(0, 10);
}

/** Tokens and costs of model calls, by what they have in common. */
export function Usage() {
  const projects = useProjects().data ?? [];
  const [by, setBy] = useState<Group>("day");
  const [project, setProject] = useState("");
  const [from, setFrom] = useState(() => dayBefore(FIRST_DAYS));
  const [to, setTo] = useState(() => dayBefore(0));
  const query = { by, from, to, limit: 10_000, ...(project === "" ? {} : { projectId: project }) };
  const usage = useQuery(["usage", query], () => data(rest.GET("/api/v1/usage", { params: { query } })), 30_000);
  const words = texts.settings.usage;
  const nameOf = (key: string): string =>
    by === "project" ? (projects.find((other) => other.id === key)?.name ?? key) : key;
  const save = (list: Schemas["UsageTotal"][]): void => download(`usage-by-${by}-${from}-${to}.csv`, csv(rows(by, list)));
  return (
    <SectionPage
      title={texts.settings.sections.usage}
      actions={
        <Button
          icon="download"
          disabled={usage.data === undefined || usage.data.length === 0}
          onClick={() => save(usage.data ?? [])}
        >
          {words.csv}
        </Button>
      }
    >
      <div className="filters">
        <Choice
          label={words.by}
          value={by}
          options={(Object.keys(words.groups) as Group[]).map((value) => ({ value, label: words.groups[value] }))}
          onChange={setBy}
        />
        <Choice
          label={texts.home.project}
          value={project}
          options={[
            { value: "", label: words.allProjects },
            ...projects.map((other) => ({ value: other.id, label: visible(other.name) })),
          ]}
          onChange={setProject}
        />
        <Field label={words.from} type="date" required max={to} value={from} onChange={(event) => setFrom(event.target.value)} />
        <Field label={words.to} type="date" required min={from} value={to} onChange={(event) => setTo(event.target.value)} />
      </div>
      <div className="card table-box">
        <Query loaded={usage} lines={6} empty={<EmptyState>{words.none}</EmptyState>}>
          {(list) => (
            <table className="table">
              <thead>
                <tr>
                  <th>{words.groups[by]}</th>
                  <th className="right">{words.calls}</th>
                  <th className="right wide-only">{words.input}</th>
                  <th className="right wide-only">{words.cached}</th>
                  <th className="right wide-only">{words.output}</th>
                  <th className="right">{words.cost}</th>
                </tr>
              </thead>
              <tbody>
                {list.map((total) => (
                  <tr key={total.key}>
                    <td>{visible(nameOf(total.key))}</td>
                    <td className="right">{total.calls}</td>
                    <td className="right wide-only">{tokens(total.usage.inputTokens)}</td>
                    <td className="right wide-only">{tokens(total.usage.cachedTokens)}</td>
                    <td className="right wide-only">{tokens(total.usage.outputTokens)}</td>
                    <td className="right">
                      {costOf(total)}
                      {total.unpricedCalls > 0 && total.unpricedCalls < total.calls && (
                        <span className="muted"> {words.unpriced(total.unpricedCalls)}</span>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </Query>
      </div>
      <p className="muted small">{words.note}</p>
    </SectionPage>
  );
}

/** A sum in which no call has a price is unknown, not nothing. */
export function costOf(total: Schemas["UsageTotal"]): string {
  return total.calls > 0 && total.unpricedCalls === total.calls ? texts.run.noPrice : price(total.costUsd);
}

function rows(by: string, list: Schemas["UsageTotal"][]): (string | number)[][] {
  const head = [
    by,
    "calls",
    "inputTokens",
    "cachedTokens",
    "cacheWriteTokens",
    "outputTokens",
    "reasoningTokens",
    "costUsd",
    "unpricedCalls",
    "cacheHits",
  ];
  return [
    head,
    ...list.map(({ key, calls, usage, costUsd, unpricedCalls, cacheHits }) => [
      key,
      calls,
      usage.inputTokens,
      usage.cachedTokens,
      usage.cacheWriteTokens,
      usage.outputTokens,
      usage.reasoningTokens,
      Number(costUsd),
      unpricedCalls,
      cacheHits,
    ]),
  ];
}
