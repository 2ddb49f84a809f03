/** Tool calls, their results, and the store that makes mutating calls idempotent. The tools themselves are not here. */
@NullMarked
package dev.codeagent.executor.tool;

import org.jspecify.annotations.NullMarked;
