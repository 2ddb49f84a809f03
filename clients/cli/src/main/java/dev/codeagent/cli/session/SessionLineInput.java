package dev.codeagent.cli.session;

import dev.codeagent.cli.command.LineInput;
import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** Questions of a command in a session. Ctrl-C ends the command; answers are in no history. */
record SessionLineInput(Terminal terminal) implements LineInput {
    private static final char HIDDEN = '\0';

    @Override
    public @Nullable String readLine(String prompt) {
        return read(prompt, null);
    }

    @Override
    public char @Nullable [] readHidden(String prompt) {
        String line = read(prompt, HIDDEN);
        return line == null ? null : line.toCharArray();
    }

    private @Nullable String read(String prompt, @Nullable Character mask) {
        LineReader reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .variable(LineReader.DISABLE_HISTORY, true)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
        try {
            return reader.readLine(prompt, mask);
        } catch (UserInterruptException e) {
            throw new CliException(ExitCode.INTERRUPTED, "interrupted", e);
        } catch (EndOfFileException e) {
            return null;
        }
    }
}
