/** Latencies that a user notices: until a command is acknowledged, until the model's first text appears. */
@NullMarked
package dev.codeagent.bench.latency;

import org.jspecify.annotations.NullMarked;
