import { useState } from "react";
import { data, rest, type Schemas } from "../../api/rest";
import { duration } from "../../app/format";
import { texts } from "../../texts";
import { messageOf } from "../../ui/Form";
import { visible } from "../../ui/visible";

export interface ProviderTest {
  running: boolean;
  result: Schemas["ProviderTestResult"] | { failure: string } | undefined;
  failed: boolean;
  run: () => Promise<void>;
}

/** A test of a provider: one request of a few tokens, and its models. */
export function useProviderTest(id: string): ProviderTest {
  const [result, setResult] = useState<ProviderTest["result"]>();
  const [running, setRunning] = useState(false);
  return {
    running,
    result,
    failed: result !== undefined && ("failure" in result || !result.ok),
    run: async () => {
      setRunning(true);
      try {
        setResult(await data(rest.POST("/api/v1/providers/{id}/test", { params: { path: { id } } })));
      } catch (error) {
        setResult({ failure: messageOf(error) });
      } finally {
        setRunning(false);
      }
    },
  };
}

/** What a test found; with the number of models that can be used. */
export function ProviderTestResult({ test }: { test: ProviderTest }) {
  const { result } = test;
  if (result === undefined) {
    return null;
  }
  const { providers } = texts.settings;
  return (
    <span className={test.failed ? "bad" : "text-2"}>
      {"failure" in result
        ? visible(result.failure)
        : result.ok
          ? `${providers.answered(visible(result.model), duration(result.millis))} ${providers.usable(result.models.length)}`
          : visible(result.message)}
    </span>
  );
}
