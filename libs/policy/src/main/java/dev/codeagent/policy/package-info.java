/**
 * Decides whether a tool call is allowed, with rules for tool, path, command, network and cost. Executing calls,
 * requesting approvals and storing rules are not here.
 */
@NullMarked
package dev.codeagent.policy;

import org.jspecify.annotations.NullMarked;
