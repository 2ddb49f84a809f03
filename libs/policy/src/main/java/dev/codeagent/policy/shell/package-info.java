/**
 * Parses shell commands and finds every command in them. Package {@code dev.codeagent.policy} decides what is allowed.
 */
package dev.codeagent.policy.shell;
