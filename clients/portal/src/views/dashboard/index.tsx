import { useState, type ReactNode } from "react";
import { tableAddress, useActivity, useDashboard, type Activity, type Dashboard, type Range } from "../../api/dashboard";
import { useProjects } from "../../api/queries";
import { ago, time } from "../../app/format";
import { useTitle } from "../../app/title";
import { texts } from "../../texts";
import { Chip, Dot } from "../../ui/Chip";
import { Segments } from "../../ui/Form";
import { EmptyState, Query } from "../../ui/states";
import { ProjectSelect } from "../settings/ProjectChoice";
import { Figure } from "./Figure";
import { costByDay, responseTimes, runsByDay, tokensByDay } from "./figures";
import { Models, Sandboxes } from "./Health";
import { Shares } from "./Shares";
import { ProjectTable } from "./ProjectTable";
import { Tiles } from "./Tiles";
import "./dashboard.css";

type Days = "1" | "14" | "90";

const DAY_MILLIS = 86_400_000;

/** Whole days in UTC up to today; a single day is shown by hours where the server has them. */
function rangeOf(days: Days, projectId: string): Range {
  const day = (before: number): string => new Date(Date.now() - before * DAY_MILLIS).toISOString().slice(0, 10);
  return { from: day(Number(days) - 1), to: day(0), projectId, bucket: days === "1" ? "hour" : "day" };
}

/** What happens on the server now, and what happened in the last days. */
export default function DashboardView() {
  useTitle(texts.dashboard.title);
  const [days, setDays] = useState<Days>("14");
  const [project, setProject] = useState("");
  const projects = useProjects().data ?? [];
  const range = rangeOf(days, project);
  const activity = useActivity();
  const totals = useDashboard(range);
  const words = texts.dashboard;
  return (
    <>
      <div className="top dashboard-top">
        <div className="grow">
          <h1>{words.title}</h1>
          {activity.data !== undefined && activity.error === undefined && (
            <span className="wide-only">
              <Chip>
                <Dot tone="ok" />
                {words.readAt(time(activity.data.at))}
              </Chip>
            </span>
          )}
        </div>
        <Segments<Days>
          label={words.range}
          value={days}
          onChange={setDays}
          options={[
            { value: "1", label: words.today },
            { value: "14", label: words.days(14) },
            { value: "90", label: words.days(90) },
          ]}
        />
        {projects.length > 1 && <ProjectSelect value={project} onChoose={setProject} all={words.allProjects} />}
      </div>
      <div className="scroll">
        <div className="page">
          <Query loaded={activity} lines={2}>
            {(now) => <Tiles now={now} totals={totals.data} days={days} />}
          </Query>
          <Query loaded={totals} lines={8}>
            {(data) => <Figures data={data} range={range} days={days} now={activity.data} />}
          </Query>
        </div>
      </div>
    </>
  );
}

function Figures({ data, range, days, now }: { data: Dashboard; range: Range; days: Days; now: Activity | undefined }) {
  const words = texts.dashboard;
  if (data.usageByDay.length === 0 && data.runsByDay.length === 0) {
    return (
      <>
        <div className="card">
          <EmptyState>{words.none}</EmptyState>
        </div>
        <div className="dashboard-grid">{now !== undefined && <Now now={now} />}</div>
      </>
    );
  }
  return (
    <div className="dashboard-grid">
      <Figure className="w8" {...tokensByDay(data, range)} csv={tableAddress("usage-by-day", range)} />
      <Shares
        className="w4"
        totals={data.usageByModel}
        csv={tableAddress("usage-by-model", range)}
        days={Number(days)}
      />
      <Figure className="w6" {...runsByDay(data, range)} csv={tableAddress("runs-by-day", range)} />
      {data.usageByDay.some((total) => Number(total.costUsd) > 0) && (
        <Figure className="w6" {...costByDay(data, range)} csv={tableAddress("usage-by-day", range)} />
      )}
      {data.responseTimes.length > 0 && (
        <Figure className="w6" {...responseTimes(data)} csv={tableAddress("response-times", range)} />
      )}
      {now !== undefined && <Now now={now} />}
      <ProjectTable data={data} csv={tableAddress("runs-by-project", range)} />
    </div>
  );
}

function Now({ now }: { now: Activity }): ReactNode {
  return (
    <>
      {now.models.length > 0 && <Models models={now.models} since={ago(now.startedAt)} />}
      {now.sandboxes.length > 0 && <Sandboxes sandboxes={now.sandboxes} />}
    </>
  );
}
