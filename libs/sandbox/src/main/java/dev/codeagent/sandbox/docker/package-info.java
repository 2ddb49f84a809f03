/**
 * Sandboxes in containers of a Docker engine: local, remote, or the one that runs the server itself. The Docker tools
 * of agents are in package {@code containers}.
 */
@NullMarked
package dev.codeagent.sandbox.docker;

import org.jspecify.annotations.NullMarked;
