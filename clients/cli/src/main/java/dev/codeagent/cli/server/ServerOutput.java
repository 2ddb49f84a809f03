package dev.codeagent.cli.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a server that a client started writes: words to the one who starts it, and the container's log. Where two clients
 * start servers at the same time, both write to the same file.
 */
record ServerOutput(Path file) {
    private static final String PROGRESS_PREFIX = "codeagent starts: ";
    private static final String FAILURE_PREFIX = "codeagent: ";
    private static final String LOCK_FAILURE_PREFIX = "another server works on ";
    private static final int MAX_TAIL_LINES = 20;

    static ServerOutput of(Path data) {
        return new ServerOutput(data.resolve("logs/server.out"));
    }

    /** Each server appends: what another one has written meanwhile is not written over. */
    ProcessBuilder.Redirect openRedirect() throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[0]);
        return ProcessBuilder.Redirect.appendTo(file.toFile());
    }

    /** What the server says of its start while it starts. */
    List<String> progressMessages() {
        return linesWithPrefix(PROGRESS_PREFIX);
    }

    /** The server says on one line why it does not start; else the end of what it wrote. */
    String failureReason() {
        try {
            List<String> lines = Files.readAllLines(file);
            int jvmError = lines.indexOf("Error: Could not create the Java Virtual Machine.");
            if (jvmError > 0) {
                return "the server did not start: Java does not take an option (" + lines.get(jvmError - 1)
                        + "); correct CODEAGENT_JVM_OPTIONS or JDK_JAVA_OPTIONS";
            }
            return selectFailure(
                    linesWithPrefix(FAILURE_PREFIX),
                    "the server ended while starting; the end of " + file + ":\n"
                            + String.join(
                                    "\n", lines.subList(Math.max(0, lines.size() - MAX_TAIL_LINES), lines.size())));
        } catch (IOException e) {
            return "the server ended while starting; its output " + file + " cannot be read: " + e.getMessage();
        }
    }

    /** That a server gave way to another is no reason where that other one tells why it ended. */
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
            return List.of(); // It is being written: the next look sees more.
        }
    }
}
