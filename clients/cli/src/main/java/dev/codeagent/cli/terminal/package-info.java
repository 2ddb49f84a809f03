/** Text output: colors, tables, diffs, and sanitized text that cannot control the terminal. */
package dev.codeagent.cli.terminal;
