/** The commands. The parser of the command line is in {@code settings}, the server's client in {@code server}. */
@NullMarked
package dev.codeagent.cli.command;

import org.jspecify.annotations.NullMarked;
