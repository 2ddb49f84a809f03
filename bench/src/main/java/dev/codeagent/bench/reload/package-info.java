/** The time from a change of the server's sources until {@code codeagent dev} runs it. */
package dev.codeagent.bench.reload;
