import { texts } from "../../texts";
import { TaskCard, type Entry, type TasksProps } from "./TaskCard";

type Column = keyof typeof texts.plan.columns;

const COLUMNS: readonly Column[] = ["open", "working", "review", "done"];

/** Where a task stands: only what its last run says. */
export function columnOf({ run }: Entry): Column {
  if (run === undefined || run.state === "cancelled" || run.state === "failed") return "open";
  if (run.state !== "completed") return "working";
  return run.patch === "open" ? "review" : "done";
}

/** Tasks by state. */
export function Board({ entries, ...rest }: TasksProps) {
  return (
    <div className="board">
      {COLUMNS.map((column) => {
        const own = entries.filter((entry) => columnOf(entry) === column);
        return (
          <section key={column} aria-label={texts.plan.columns[column]}>
            <h2>
              {texts.plan.columns[column]} <span className="muted number">{own.length}</span>
            </h2>
            {own.map((entry) => (
              <TaskCard key={entry.task.number} entry={entry} {...rest} />
            ))}
          </section>
        );
      })}
    </div>
  );
}
