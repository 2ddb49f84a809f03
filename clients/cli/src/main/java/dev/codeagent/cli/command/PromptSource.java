package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.settings.Invocation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the text of a slash command is: in its words, in a file ({@code --prompt-file}), and on standard input, if the last
 * word is {@code -} or if nothing else names a text and standard input is no terminal.
 *
 * @param input standard input
 * @param inputIsTerminal whether a person types it
 */
record PromptSource(InputStream input, boolean inputIsTerminal) {
    /** The server's limit for a text. */
    static final int MAX_CHARS = 200_000;

    /** More than any text of so many characters has; a longer input is not read to its end. */
    private static final int MAX_BYTES = 4 * MAX_CHARS;

    private static final String STANDARD_INPUT = "-";

    String read(Invocation invocation) {
        var words = new ArrayList<>(invocation.parameters());
        Optional<String> file = invocation.option("prompt-file");
        boolean dash = !words.isEmpty() && words.getLast().equals(STANDARD_INPUT);
        if (dash) {
            words.removeLast();
        }
        var parts = new ArrayList<String>();
        if (!words.isEmpty()) {
            parts.add(String.join(" ", words));
        }
        if (file.isPresent() && !file.get().equals(STANDARD_INPUT)) {
            parts.add(readFile(invocation.fileOption("prompt-file").orElseThrow()));
        }
        boolean standardInput = dash || file.filter(STANDARD_INPUT::equals).isPresent();
        if (standardInput || parts.isEmpty() && !inputIsTerminal) {
            parts.add(readInput());
        }
        return requireAcceptable(
                String.join("\n\n", parts), parts.isEmpty() ? Optional.empty() : nameOfSource(invocation));
    }

    /** Standard input or the file, for messages. */
    private static Optional<String> nameOfSource(Invocation invocation) {
        List<String> words = invocation.parameters();
        if (words.isEmpty() || words.getLast().equals(STANDARD_INPUT)) {
            return Optional.of(
                    invocation.option("prompt-file").map(f -> "--prompt-file").orElse("standard input"));
        }
        return invocation.option("prompt-file").map(f -> "--prompt-file");
    }

    private static String requireAcceptable(String prompt, Optional<String> source) {
        if (prompt.isBlank() && source.isPresent()) {
            throw CliException.usageError("the request in " + source.get()
                    + " is empty; write what you want to have done, for example: codeagent /code \"fix the parser\"");
        }
        if (prompt.length() > MAX_CHARS) {
            throw tooLarge(source.orElse("the command line"), String.format("%,d", prompt.length()));
        }
        return prompt;
    }

    private static CliException tooLarge(String source, String size) {
        return CliException.usageError(String.format(
                "the request in %s has %s characters; the server takes at most %,d. Put a long text into a file of the"
                        + " project and name the file in the request",
                source, size, MAX_CHARS));
    }

    private String readInput() {
        try {
            byte[] bytes = input.readNBytes(MAX_BYTES + 1);
            return decode(bytes, "standard input");
        } catch (IOException e) {
            throw CliException.usageError("cannot read standard input: " + e.getMessage());
        }
    }

    private static String readFile(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return decode(in.readNBytes(MAX_BYTES + 1), "--prompt-file");
        } catch (IOException e) {
            throw CliException.unreadableFile(file, e);
        }
    }

    /** UTF-8, or UTF-16 with its mark, which Windows writes. Line ends at the end are not part of the text. */
    private static String decode(byte[] bytes, String source) {
        if (bytes.length > MAX_BYTES) {
            throw tooLarge(source, "more than " + String.format("%,d", MAX_CHARS));
        }
        Charset charset = startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)
                ? StandardCharsets.UTF_16
                : StandardCharsets.UTF_8;
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            String text = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(buffer)
                    .toString();
            if (text.indexOf('\0') >= 0) {
                throw CliException.usageError(source + " is no text: it contains a zero byte; name a text file");
            }
            return (text.startsWith("\ufeff") ? text.substring(1) : text).stripTrailing();
        } catch (CharacterCodingException e) {
            throw CliException.usageError(source + " is not " + charset.name() + " at byte " + (buffer.position() + 1)
                    + "; convert it, for example with: iconv -f ISO-8859-1 -t UTF-8");
        }
    }

    private static boolean startsWith(byte[] bytes, int first, int second) {
        return bytes.length >= 2 && (bytes[0] & 0xff) == first && (bytes[1] & 0xff) == second;
    }
}
