import { useState } from "react";
import { load, store } from "../../state/storage";
import type { Folds } from "./Transcript";

/** Which steps of a run the user opened or folded; it is kept. */
export function useFolds(run: string): Folds {
  const [values, setValues] = useState<Record<string, boolean>>(() => read(run));
  return {
    values,
    toggle: (step, open) =>
      setValues((old) => {
        const changed = { ...old, [step]: open };
        store(`folds.${run}`, JSON.stringify(changed));
        return changed;
      }),
  };
}

function read(run: string): Record<string, boolean> {
  try {
    return JSON.parse(load(`folds.${run}`) ?? "{}") as Record<string, boolean>;
  } catch {
    return {};
  }
}
