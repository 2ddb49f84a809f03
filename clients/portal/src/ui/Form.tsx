import { useId, useState, type InputHTMLAttributes, type ReactNode } from "react";
import { ApiError } from "../api/rest";
import { Icon } from "./Icon";

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A request that a button or a form sends: whether it is under way, and why the last one failed. */
export interface Action {
  busy: boolean;
  problem: string;
  /** The field that the server names in its refusal. */
  field: string;
  /** Resolves to whether the work was done. */
  run: (work: () => Promise<unknown>) => Promise<boolean>;
  clear: () => void;
}

export function useAction(): Action {
  const [state, setState] = useState({ busy: false, problem: "", field: "" });
  return {
    ...state,
    clear: () => setState({ busy: false, problem: "", field: "" }),
    run: async (work) => {
      setState({ busy: true, problem: "", field: "" });
      try {
        await work();
        setState({ busy: false, problem: "", field: "" });
        return true;
      } catch (error) {
        const field = error instanceof ApiError ? (error.field ?? "") : "";
        setState({ busy: false, problem: messageOf(error), field });
        return false;
      }
    },
  };
}

/** Why an action failed, beside its button. */
export function Problem({ action }: { action: Action }) {
  return action.problem === "" ? null : (
    <p className="field-error row" role="alert">
      <Icon name="warn" />
      <span>{action.problem}</span>
    </p>
  );
}

/** An input with its label and a hint. */
export function Field({
  label,
  hint,
  mono = false,
  ...input
}: { label: string; hint?: string; mono?: boolean } & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className={mono ? "input mono" : "input"}
        spellCheck={false}
        autoComplete="off"
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        {...input}
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="field-hint small muted">
          {hint}
        </p>
      )}
    </div>
  );
}

/** A choice with its label. */
export function Choice<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
}) {
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <select id={id} className="input" value={value} onChange={(event) => onChange(event.target.value as T)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A share of a whole, with the same in words for screen readers. */
export function Meter({ share, label, tone }: { share: number; label: string; tone?: "ok" | "bad" }) {
  const width = Math.max(0, Math.min(1, share)) * 100;
  return (
    <svg className="meter" viewBox="0 0 100 1" preserveAspectRatio="none" role="img" aria-label={label}>
      <rect width={width} height="1" className={tone === undefined ? "" : `${tone}-fill`} />
    </svg>
  );
}

/** One of several, as buttons in a row. */
export function Segments<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T;
  options: readonly { value: T; label: ReactNode }[];
  onChange: (value: T) => void;
}) {
  return (
    <div className="segments" role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
