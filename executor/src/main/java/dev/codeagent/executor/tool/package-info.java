/** Tool calls, their results, and the store that makes mutating calls idempotent. The tools themselves are in {@code commands}, {@code files}, {@code git} and {@code builds}. */
@NullMarked
package dev.codeagent.executor.tool;

import org.jspecify.annotations.NullMarked;
