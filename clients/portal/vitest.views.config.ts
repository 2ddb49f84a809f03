import { mergeConfig } from "vitest/config";
import base from "./vite.config.ts";

/** `npm run check:views`: every view of the built portal in Chromium. It needs the build and a Chromium, so it is no unit test. */
export default mergeConfig(base, {
  test: { include: ["views-check/*.views.ts"], testTimeout: 60_000, hookTimeout: 60_000, fileParallelism: false, sequence: { concurrent: true }, maxConcurrency: 4 },
});
