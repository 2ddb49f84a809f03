package dev.codeagent.openapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the descriptions of records and their components from the comments of their source files. */
final class JavadocReader {
    private static final List<String> SOURCES = List.of("api-module/src/main/java", "web-module/src/main/java");

    private final Map<Path, String> files = new HashMap<>();

    /** The first paragraph about the type. */
    Optional<String> description(Class<?> type) {
        return comment(type)
                .map(text -> text.split("\n\\s*@|<p>", 2)[0])
                .map(JavadocReader::plain)
                .filter(text -> !text.isEmpty());
    }

    /** What the comment of the record says about a component. */
    Optional<String> component(Class<?> type, String name) {
        return comment(type).flatMap(text -> {
            Matcher matcher = Pattern.compile("@param " + name + "\\s(.*?)(?=\n\\s*@|\\z)", Pattern.DOTALL)
                    .matcher(text);
            return matcher.find() ? Optional.of(plain(matcher.group(1))) : Optional.empty();
        });
    }

    private Optional<String> comment(Class<?> type) {
        Matcher matcher = Pattern.compile(
                        "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@\\w+(?:\\([^)]*\\))?\\s*)*(?:public |static )*(?:record|enum) "
                                + type.getSimpleName() + "\\b",
                        Pattern.DOTALL)
                .matcher(source(type));
        return matcher.find() ? Optional.of(matcher.group(1).replaceAll("\n\\s*\\* ?", "\n")) : Optional.empty();
    }

    private String source(Class<?> type) {
        Class<?> outer = type;
        while (outer.getEnclosingClass() != null) {
            outer = outer.getEnclosingClass();
        }
        Path file = Path.of(outer.getName().replace('.', '/') + ".java");
        return files.computeIfAbsent(
                file,
                name -> SOURCES.stream()
                        .map(folder -> Path.of("..").resolve(folder).resolve(name))
                        .filter(Files::exists)
                        .map(JavadocReader::read)
                        .findFirst()
                        .orElse(""));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without tags: {@code {@code x}} becomes x, and a link its name. */
    private static String plain(String text) {
        return text.replaceAll("\\{@\\w+\\s+#?([^}]*)}", "$1")
                .replaceAll("</?\\w+>", "")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
