/**
 * Decides whether a tool call is allowed, with rules for tool, path, command, network and cost. Packages {@code agents},
 * {@code orchestrator} and {@code authorization} of {@code ejb-module} execute calls, request approvals and store rules.
 */
@NullMarked
package dev.codeagent.policy;

import org.jspecify.annotations.NullMarked;
