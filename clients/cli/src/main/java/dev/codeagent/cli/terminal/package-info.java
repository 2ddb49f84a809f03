/** Text output: colors, tables, diffs, and sanitized text that cannot control the terminal. */
@NullMarked
package dev.codeagent.cli.terminal;

import org.jspecify.annotations.NullMarked;
