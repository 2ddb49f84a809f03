/** Writing for people: colours, tables, diffs, and text that cannot command the terminal. */
package dev.codeagent.cli.terminal;
