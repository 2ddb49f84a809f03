/**
 * The Docker tools of agents: their calls, and the lifecycle of the containers of a run. The rules for containers are
 * in {@code managed}.
 */
@NullMarked
package dev.codeagent.containers;

import org.jspecify.annotations.NullMarked;
