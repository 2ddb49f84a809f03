/**
 * Parses shell commands and finds every command in them. Package {@code dev.codeagent.policy} decides what is allowed.
 */
@NullMarked
package dev.codeagent.policy.shell;

import org.jspecify.annotations.NullMarked;
