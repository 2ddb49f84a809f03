/** Latency of a sandbox in a container: start, calls and stop. */
@NullMarked
package dev.codeagent.bench.sandbox;

import org.jspecify.annotations.NullMarked;
