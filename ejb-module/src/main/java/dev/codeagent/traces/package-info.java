/** Traces of runs: spans from the journal, and their export with OTLP. Metrics are in package {@code telemetry}. */
@NullMarked
package dev.codeagent.traces;

import org.jspecify.annotations.NullMarked;
