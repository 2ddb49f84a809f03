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
    private static final String NOTE = "codeagent starts: ";
    private static final String FAILURE = "codeagent: ";
    private static final String REFUSAL = "another server works on ";
    private static final int END = 20;

    static ServerOutput of(Path data) {
        return new ServerOutput(data.resolve("logs/server.out"));
    }

    /** Each server appends: what another one has written meanwhile is not written over. */
    ProcessBuilder.Redirect begin() throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[0]);
        return ProcessBuilder.Redirect.appendTo(file.toFile());
    }

    /** What the server says of its start while it starts. */
    List<String> notes() {
        return said(NOTE);
    }

    /** The server says on one line why it does not start; else the end of what it wrote. */
    String reasonOfDeath() {
        try {
            List<String> lines = Files.readAllLines(file);
            int refused = lines.indexOf("Error: Could not create the Java Virtual Machine.");
            if (refused > 0) {
                return "the server did not start: Java does not take an option (" + lines.get(refused - 1)
                        + "); correct CODEAGENT_JVM_OPTIONS or JDK_JAVA_OPTIONS";
            }
            return failure(
                    said(FAILURE),
                    "the server ended while starting; the end of " + file + ":\n"
                            + String.join("\n", lines.subList(Math.max(0, lines.size() - END), lines.size())));
        } catch (IOException e) {
            return "the server ended while starting; its output " + file + " cannot be read: " + e.getMessage();
        }
    }

    /** That a server gave way to another is no reason where that other one tells why it ended. */
    private static String failure(List<String> said, String otherwise) {
        return said.stream()
                .filter(words -> !words.startsWith(REFUSAL))
                .reduce((first, last) -> last)
                .or(() -> said.stream().findFirst())
                .map(words -> "the server did not start: " + words)
                .orElse(otherwise);
    }

    private List<String> said(String voice) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(voice))
                    .map(line -> line.substring(voice.length()))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // It is being written: the next look sees more.
        }
    }
}
