/**
 * Benchmarks of the built server: each measures one property and fails above a bound. The code that starts processes
 * and talks to them is in {@code harness}, not here.
 */
@NullMarked
package dev.codeagent.bench;

import org.jspecify.annotations.NullMarked;
