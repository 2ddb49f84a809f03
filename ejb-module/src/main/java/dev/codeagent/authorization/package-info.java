/**
 * Loads policy files, stores permanent approval rules, and computes digests of tool calls. Package {@code policy}
 * evaluates rules; package {@code orchestrator} requests approvals.
 */
@NullMarked
package dev.codeagent.authorization;

import org.jspecify.annotations.NullMarked;
