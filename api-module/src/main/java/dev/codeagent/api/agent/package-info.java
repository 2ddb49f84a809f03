/** Names and configurations of the agents that work on a run. Running them is not here. */
@NullMarked
package dev.codeagent.api.agent;

import org.jspecify.annotations.NullMarked;
