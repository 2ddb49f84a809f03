import { lazy, Suspense } from "react";
import { Skeleton } from "../../ui/states";
import type { Entry } from "./TaskCard";

const GraphDrawing = lazy(() => import("./GraphDrawing"));

/** Tasks with what they depend on. The layout is loaded when it is shown. */
export function Graph({ entries }: { entries: readonly Entry[] }) {
  return (
    <Suspense fallback={<Skeleton />}>
      <GraphDrawing entries={entries} />
    </Suspense>
  );
}
