package dev.codeagent.cli.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Output file of a server that a client started: messages for the user, and the log of Payara Micro. If two clients
 * start servers at the same time, both servers write to the same file.
 */
record ServerOutput(Path file) {
    private static final String PROGRESS_PREFIX = "codeagent starts: ";
    private static final String FAILURE_PREFIX = "codeagent: ";
    private static final String LOCK_FAILURE_PREFIX = "another server uses ";
    private static final int MAX_TAIL_LINES = 20;

    static ServerOutput of(Path data) {
        return new ServerOutput(data.resolve("logs/server.out"));
    }

    /** Truncates the file; each server appends, so it does not overwrite the output of another one. */
    ProcessBuilder.Redirect openRedirect() throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[0]);
        return ProcessBuilder.Redirect.appendTo(file.toFile());
    }

    /** The server's progress messages during startup. */
    List<String> progressMessages() {
        return linesWithPrefix(PROGRESS_PREFIX);
    }

    /** The line with which the server reports why it did not start; else the end of the output. */
    String failureReason() {
        try {
            List<String> lines = Files.readAllLines(file);
            int jvmError = lines.indexOf("Error: Could not create the Java Virtual Machine.");
            if (jvmError > 0) {
                return "the server did not start: Java rejects an option (" + lines.get(jvmError - 1)
                        + "); correct CODEAGENT_JVM_OPTIONS or JDK_JAVA_OPTIONS";
            }
            return selectFailure(
                    linesWithPrefix(FAILURE_PREFIX),
                    "the server stopped during startup; end of " + file + ":\n"
                            + String.join(
                                    "\n", lines.subList(Math.max(0, lines.size() - MAX_TAIL_LINES), lines.size())));
        } catch (IOException e) {
            return "the server stopped during startup; its output " + file + " cannot be read: " + e.getMessage();
        }
    }

    /** Prefers the reason of the server that held the lock to the message of the one that found it locked. */
    private static String selectFailure(List<String> messages, String defaultReason) {
        return messages.stream()
                .filter(message -> !message.startsWith(LOCK_FAILURE_PREFIX))
                .reduce((first, last) -> last)
                .or(() -> messages.stream().findFirst())
                .map(message -> "the server did not start: " + message)
                .orElse(defaultReason);
    }

    private List<String> linesWithPrefix(String prefix) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(prefix))
                    .map(line -> line.substring(prefix.length()))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // The file is being written; the next poll reads it.
        }
    }
}
