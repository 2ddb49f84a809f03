/** Tool calls, their results, and the store that makes mutating calls idempotent. The tools themselves are not here. */
package dev.codeagent.executor.tool;
