/** Traces of runs: spans from the journal, and their export with OTLP. Metrics are not here. */
@NullMarked
package dev.codeagent.traces;

import org.jspecify.annotations.NullMarked;
