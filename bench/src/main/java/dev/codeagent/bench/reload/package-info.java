/** How long a change of the server's sources takes until it is live under {@code codeagent dev}. */
package dev.codeagent.bench.reload;
