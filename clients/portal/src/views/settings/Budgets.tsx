import { useState, type FormEvent } from "react";
import { useProjects } from "../../api/queries";
import { data, rest, type Schemas } from "../../api/rest";
import { price } from "../../app/format";
import { refresh } from "../../state/runs";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Confirm } from "../../ui/Confirm";
import { Dialog } from "../../ui/Dialog";
import { Choice, Field, Meter, Problem, useAction } from "../../ui/Form";
import { EmptyState, Query } from "../../ui/states";
import { visible } from "../../ui/visible";
import { useBudgets } from "./queries";
import { SectionPage } from "./SectionPage";

type Scope = Schemas["BudgetIdScope"];
type Period = Schemas["BudgetIdPeriod"];

interface Id {
  scope: Scope;
  subject: string;
  period: Period;
}

const SERVER_SUBJECT = "all";

/** The id of a budget is scope/subject/period. */
function idOf(budget: Schemas["Budget"]): Id {
  const parts = budget.id.split("/");
  return { scope: parts[0] as Scope, subject: parts.slice(1, -1).join("/"), period: parts.at(-1) as Period };
}

/** Limits of costs: a run that reaches one waits until there is room again. */
export function Budgets() {
  const budgets = useBudgets();
  const [edited, setEdited] = useState<Schemas["Budget"] | "new">();
  const [removed, setRemoved] = useState<Schemas["Budget"]>();
  const words = texts.settings.budgets;
  return (
    <SectionPage
      title={texts.settings.sections.budgets}
      actions={
        <Button kind="primary" icon="plus" onClick={() => setEdited("new")}>
          {words.add}
        </Button>
      }
    >
      <p className="text-2">{words.explanation}</p>
      <div className="card table-box">
        <Query loaded={budgets} empty={<EmptyState>{words.none}</EmptyState>}>
          {(list) => (
            <table className="table">
              <thead>
                <tr>
                  <th>{words.budget}</th>
                  <th className="right">{words.spent}</th>
                  <th className="right">{words.limit}</th>
                  <th className="wide-only">
                    <span className="hidden-text">{words.share}</span>
                  </th>
                  <th>
                    <span className="hidden-text">{texts.settings.models.actions}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {list.map((budget) => (
                  <BudgetLine
                    key={`${budget.id} ${budget.span}`}
                    budget={budget}
                    onChange={() => setEdited(budget)}
                    onRemove={() => setRemoved(budget)}
                  />
                ))}
              </tbody>
            </table>
          )}
        </Query>
      </div>
      {edited !== undefined && (
        <BudgetForm {...(edited === "new" ? {} : { budget: edited })} onClose={() => setEdited(undefined)} />
      )}
      {removed !== undefined && (
        <Confirm
          title={words.removeTitle}
          text={words.removeText(visible(removed.id))}
          action={texts.actions.remove}
          onConfirm={async () => {
            await rest.DELETE("/api/v1/budgets/{scope}/{subject}/{period}", { params: { path: idOf(removed) } });
            refresh("budgets");
          }}
          onClose={() => setRemoved(undefined)}
        />
      )}
    </SectionPage>
  );
}

function BudgetLine({ budget, onChange, onRemove }: { budget: Schemas["Budget"]; onChange: () => void; onRemove: () => void }) {
  const projects = useProjects().data ?? [];
  const { scope, subject } = idOf(budget);
  const words = texts.settings.budgets;
  const name = scope === "project" ? (projects.find((project) => project.id === subject)?.name ?? subject) : subject;
  const share = Number(budget.limitUsd) === 0 ? 1 : Number(budget.spentUsd) / Number(budget.limitUsd);
  return (
    <tr>
      <td>
        <b>{scope === "server" ? words.scopes.server : `${words.scopes[scope]} ${visible(name)}`}</b>
        <span className="muted">
          {" "}
          · {budget.span === "total" ? words.periods.total : budget.span}
          {budget.source === "configuration" && ` · ${words.configured}`}
        </span>
      </td>
      <td className="right">
        {price(budget.spentUsd)}
        {Number(budget.reservedUsd) > 0 && <span className="muted"> {words.reserved(price(budget.reservedUsd))}</span>}
      </td>
      <td className="right">{price(budget.limitUsd)}</td>
      <td className="wide-only">
        <Meter share={share} label={words.used(Math.round(share * 100))} {...(share >= 1 ? { tone: "bad" } : {})} />
      </td>
      <td className="right-actions">
        <Button size="compact" aria-label={words.change(budget.id)} onClick={onChange}>
          {texts.actions.change}
        </Button>{" "}
        {budget.source === "stored" && (
          <Button size="compact" kind="bare" aria-label={words.remove(budget.id)} onClick={onRemove}>
            {texts.actions.remove}
          </Button>
        )}
      </td>
    </tr>
  );
}

function BudgetForm({ budget, onClose }: { budget?: Schemas["Budget"]; onClose: () => void }) {
  const projects = useProjects().data ?? [];
  const start: Id = budget === undefined ? { scope: "server", subject: SERVER_SUBJECT, period: "month" } : idOf(budget);
  const [id, setId] = useState(start);
  const [limit, setLimit] = useState(budget?.limitUsd ?? "");
  const action = useAction();
  const words = texts.settings.budgets;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void action
      .run(async () => {
        await data(
          rest.PUT("/api/v1/budgets/{scope}/{subject}/{period}", { params: { path: id }, body: { limitUsd: limit.trim() } }),
        );
        refresh("budgets", "runs");
      })
      .then((done) => done && onClose());
  };
  const chooseScope = (scope: Scope): void =>
    setId({
      ...id,
      scope,
      subject: scope === "server" ? SERVER_SUBJECT : scope === "project" ? (projects[0]?.id ?? "") : "",
    });
  return (
    <Dialog title={budget === undefined ? words.add : words.changeTitle} onClose={onClose}>
      <form className="dialog-body form" onSubmit={submit}>
        {budget === undefined ? (
          <div className="form-row">
            <Choice label={words.scope} value={id.scope} options={options(words.scopes)} onChange={chooseScope} />
            {id.scope === "project" && (
              <Choice
                label={texts.home.project}
                value={id.subject}
                options={projects.map((project) => ({ value: project.id, label: visible(project.name) }))}
                onChange={(subject) => setId({ ...id, subject })}
              />
            )}
            {(id.scope === "run" || id.scope === "caller") && (
              <Field
                label={words.subject}
                required
                value={id.subject}
                onChange={(event) => setId({ ...id, subject: event.target.value })}
              />
            )}
            <Choice
              label={words.period}
              value={id.period}
              options={options(words.periods)}
              onChange={(period) => setId({ ...id, period })}
            />
          </div>
        ) : (
          <p className="text-2">{visible(budget.id)}</p>
        )}
        <Field
          label={words.limitUsd}
          required
          inputMode="decimal"
          value={limit}
          onChange={(event) => setLimit(event.target.value)}
        />
        <Problem action={action} />
        <div className="dialog-actions">
          <Button onClick={onClose}>{texts.actions.cancel}</Button>
          <Button kind="primary" type="submit" disabled={action.busy}>
            {texts.actions.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function options<T extends string>(words: Readonly<Record<T, string>>): { value: T; label: string }[] {
  return (Object.keys(words) as T[]).map((value) => ({ value, label: words[value] }));
}
