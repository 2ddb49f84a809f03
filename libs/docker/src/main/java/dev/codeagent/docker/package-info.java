/**
 * Client of the Docker Engine API: calls with timeouts, causes of errors, and which resources belong to this server.
 * What sandboxes and tools do with containers is in {@code libs/sandbox}.
 */
@NullMarked
package dev.codeagent.docker;

import org.jspecify.annotations.NullMarked;
