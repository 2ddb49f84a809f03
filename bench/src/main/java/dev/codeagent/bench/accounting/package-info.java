/** Benchmarks of usage, budgets and rate limits. */
@NullMarked
package dev.codeagent.bench.accounting;

import org.jspecify.annotations.NullMarked;
