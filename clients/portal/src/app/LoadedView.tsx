import { useEffect, useState, type ComponentType } from "react";
import { Skeleton } from "../ui/states";
import { views, type View, type ViewProps } from "./views";

const loaded = new Map<View["load"], ComponentType<ViewProps>>();

async function load(view: View["load"]): Promise<ComponentType<ViewProps>> {
  const { default: component } = await view();
  loaded.set(view, component);
  return component;
}

/** Loads the other views while the page has nothing else to do, so that they open at once. */
function loadOthers(): void {
  for (const view of views) {
    load(view.load).catch(() => undefined); // It is tried again when the view is opened.
  }
}

const whenIdle = globalThis.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 2_000));

/** A view whose code is loaded when it is first needed. React's own `lazy` shows its placeholder for at least 0.3 s. */
export function LoadedView({ load: source, parameters }: { load: View["load"]; parameters: ViewProps["parameters"] }) {
  const [, setLoaded] = useState<unknown>();
  const [failure, setFailure] = useState<Error>();
  const Component = loaded.get(source);
  useEffect(() => {
    let shown = true;
    load(source).then(
      (component) => {
        if (shown) setLoaded(() => component);
        whenIdle(loadOthers);
      },
      (error: Error) => shown && setFailure(error),
    );
    return () => {
      shown = false;
    };
  }, [source]);
  if (failure !== undefined) {
    throw failure; // The boundary around the view shows it.
  }
  return Component === undefined ? <Skeleton /> : <Component parameters={parameters} />;
}
