import { texts } from "../../texts";
import { TaskCard, type TasksProps } from "./TaskCard";

/** Tasks in their order. */
export function TaskList({ entries, ...rest }: TasksProps) {
  return (
    <section className="task-list" aria-label={texts.plan.title}>
      <h2 className="hidden-text">{texts.plan.tasks}</h2>
      {entries.map((entry) => (
        <TaskCard key={entry.task.number} entry={entry} {...rest} />
      ))}
    </section>
  );
}
