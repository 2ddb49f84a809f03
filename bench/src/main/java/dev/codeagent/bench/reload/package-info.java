/** The time from a change of the server's sources until {@code codeagent dev} runs it. */
@NullMarked
package dev.codeagent.bench.reload;

import org.jspecify.annotations.NullMarked;
