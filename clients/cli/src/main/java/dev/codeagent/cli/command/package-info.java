/** The commands. The parser of the command line is in {@code settings}, the server's client in {@code server}. */
package dev.codeagent.cli.command;
