/** The command line client's entry. Whatever a command does is in {@code command}; nothing of the server is here. */
package dev.codeagent.cli;
