/** Names and configurations of the agents that work on a run. Package {@code agents} of {@code ejb-module} runs them. */
@NullMarked
package dev.codeagent.api.agent;

import org.jspecify.annotations.NullMarked;
