/** Latencies that a user notices: until a command is acknowledged, until the model's first text appears. */
package dev.codeagent.bench.latency;
