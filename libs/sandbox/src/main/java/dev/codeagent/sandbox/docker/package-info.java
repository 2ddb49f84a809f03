/**
 * Sandboxes in containers of a Docker engine: local, remote, or the one that runs the server itself. The Docker tools
 * of agents are not here.
 */
@NullMarked
package dev.codeagent.sandbox.docker;

import org.jspecify.annotations.NullMarked;
