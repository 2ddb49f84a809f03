package dev.codeagent.cli.command;

import org.jspecify.annotations.Nullable;

/** Asks a person for lines; null at the end of the input. */
public interface LineInput {
    @Nullable
    String readLine(String prompt);

    /** Reads without echo. */
    char @Nullable [] readHidden(String prompt);
}
