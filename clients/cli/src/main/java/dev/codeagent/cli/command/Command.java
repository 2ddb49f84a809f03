package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.ExitCode;

/** A command of the client. */
public interface Command {
    ExitCode run();
}
