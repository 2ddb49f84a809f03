/**
 * Benchmarks of the built server: each measures one property and fails above a bound. The code that starts processes
 * and talks to them is in package {@code harness}.
 */
@NullMarked
package dev.codeagent.bench;

import org.jspecify.annotations.NullMarked;
