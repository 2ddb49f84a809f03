/** Executes one agent in one step: model turns and tool calls. The order of agents is decided by the orchestrator. */
@NullMarked
package dev.codeagent.agents;

import org.jspecify.annotations.NullMarked;
