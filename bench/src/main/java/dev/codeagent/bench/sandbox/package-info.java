/** Latency of a sandbox in a container: start, calls and stop. */
package dev.codeagent.bench.sandbox;
