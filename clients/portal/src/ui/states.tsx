import { useEffect, useState, type ReactNode } from "react";
import { noteStatus } from "../api/login";
import { ApiError, type ConnectionError } from "../api/rest";
import type { Loaded } from "../api/queries";
import { texts } from "../texts";
import { Button } from "./Button";
import { Icon } from "./Icon";

/** True after a time, so that what loads fast shows no placeholder. */
export function useDelayed(millis: number): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setPassed(true), millis);
    return () => clearTimeout(timer);
  }, [millis]);
  return passed;
}

/** Placeholders of lines, from 300 ms on. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  const visible = useDelayed(300);
  return (
    <div aria-busy="true" role="status">
      <span className="hidden-text">{texts.states.loading}</span>
      {visible &&
        Array.from({ length: lines }, (_, line) => (
          <div className="list-item" key={line}>
            <span className="grow">
              <span className="skeleton" style={{ width: `${90 - ((line * 23) % 50)}%` }} />
            </span>
          </div>
        ))}
    </div>
  );
}

/** Says what will be here, and offers the one next action. */
export function EmptyState({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="placeholder">
      <p>{children}</p>
      {action}
    </div>
  );
}

/** Says what failed, with the code, and offers to try again where that can help. */
export function ErrorState({ error, retry }: { error: ApiError | ConnectionError; retry?: () => void }) {
  useEffect(() => noteStatus(error), [error]);
  const useless = error instanceof ApiError && error.permanent;
  return (
    <div className="placeholder bad" role="alert">
      <p className="row">
        <Icon name="warn" className="bad" />
        <span>{error instanceof ApiError ? error.message : texts.states.unreachable}</span>
      </p>
      {retry !== undefined && !useless && <Button onClick={retry}>{texts.actions.tryAgain}</Button>}
    </div>
  );
}

/** The data of a query, or its loading, error or empty state in its place. Data that was read stays while it is read again. */
export function Query<T>({
  loaded,
  empty,
  lines,
  children,
}: {
  loaded: Loaded<T>;
  /** Shown instead of an empty list. */
  empty?: ReactNode;
  lines?: number;
  children: (data: T) => ReactNode;
}) {
  if (loaded.data === undefined) {
    return loaded.error === undefined ? (
      <Skeleton {...(lines === undefined ? {} : { lines })} />
    ) : (
      <ErrorState error={loaded.error} retry={() => void loaded.mutate()} />
    );
  }
  if (empty !== undefined && Array.isArray(loaded.data) && loaded.data.length === 0) {
    return empty;
  }
  return children(loaded.data);
}
