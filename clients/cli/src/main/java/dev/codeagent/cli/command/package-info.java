/** What each command does, one class each. Parsing is in {@code settings}, talking to the server in {@code server}. */
package dev.codeagent.cli.command;
