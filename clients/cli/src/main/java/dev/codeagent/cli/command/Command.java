package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.ExitCode;

/** Something the user can ask for. */
public interface Command {
    ExitCode run();
}
