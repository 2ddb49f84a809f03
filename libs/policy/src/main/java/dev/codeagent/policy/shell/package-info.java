/** Reads shell commands as a shell does and finds every command in them. What is allowed is decided one package up. */
package dev.codeagent.policy.shell;
