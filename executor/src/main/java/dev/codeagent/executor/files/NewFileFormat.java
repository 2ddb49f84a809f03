package dev.codeagent.executor.files;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Line ends and encoding of a file that does not exist yet: what {@code .gitattributes} and {@code .editorconfig} of its
 * directory and the parents say, otherwise LF and UTF-8.
 */
record NewFileFormat(String lineEnd, TextEncoding encoding) {
    private static final Map<String, String> LINE_ENDS =
            Map.of("lf", LineEnds.LF, "crlf", LineEnds.CRLF, "cr", LineEnds.CR);
    private static final Map<String, TextEncoding> ENCODINGS = Map.of(
            "utf-8", TextEncoding.UTF_8,
            "utf-8-bom", new TextEncoding(StandardCharsets.UTF_8, true),
            "latin1", new TextEncoding(Charset.forName("windows-1252"), false),
            "utf-16le", new TextEncoding(StandardCharsets.UTF_16LE, true),
            "utf-16be", new TextEncoding(StandardCharsets.UTF_16BE, true));
    private static final Pattern PROPERTY = Pattern.compile("([a-z_]+)\\s*[=:]\\s*([a-z0-9-]+)\\s*(?:[;#].*)?");
    private static final NewFileFormat DEFAULT = new NewFileFormat(LineEnds.LF, TextEncoding.UTF_8);

    static NewFileFormat of(Path root, Path file) {
        var directories = new ArrayList<Path>();
        for (Path at = file.getParent(); at != null && at.startsWith(root); at = at.getParent()) {
            directories.addFirst(at);
        }
        NewFileFormat format = DEFAULT;
        for (Path directory : directories) {
            format = format.withEditorConfig(directory, file);
        }
        for (Path directory : directories) { // Git converts to its own attribute when it checks the file out.
            format = format.withAttributes(directory, file);
        }
        return format;
    }

    private NewFileFormat withEditorConfig(Path directory, Path file) {
        NewFileFormat format = this;
        boolean matches = false;
        boolean inSection = false;
        for (String line : lines(directory.resolve(".editorconfig"))) {
            if (line.startsWith("[") && line.endsWith("]")) {
                inSection = true;
                matches = matches(line.substring(1, line.length() - 1), true, directory, file);
                continue;
            }
            Matcher property = PROPERTY.matcher(line.toLowerCase(Locale.ROOT));
            if (!property.matches()) {
                continue;
            }
            String value = property.group(2);
            switch (property.group(1)) {
                case "root" -> format = !inSection && value.equals("true") ? DEFAULT : format;
                case "end_of_line" -> format = matches ? format.withLineEnd(value) : format;
                case "charset" ->
                    format = matches && ENCODINGS.containsKey(value)
                            ? new NewFileFormat(format.lineEnd, Objects.requireNonNull(ENCODINGS.get(value)))
                            : format;
                default -> {}
            }
        }
        return format;
    }

    private NewFileFormat withAttributes(Path directory, Path file) {
        NewFileFormat format = this;
        for (String line : lines(directory.resolve(".gitattributes"))) {
            String[] fields = line.split("\\s+");
            if (fields.length > 1 && matches(fields[0], false, directory, file)) {
                for (String attribute : List.of(fields).subList(1, fields.length)) {
                    format = attribute.startsWith("eol=")
                            ? format.withLineEnd(attribute.substring("eol=".length()))
                            : format;
                }
            }
        }
        return format;
    }

    private NewFileFormat withLineEnd(String name) {
        String end = LINE_ENDS.get(name);
        return end == null ? this : new NewFileFormat(end, encoding);
    }

    private static boolean matches(String glob, boolean braces, Path directory, Path file) {
        return Glob.compile(glob, braces).matches(directory.relativize(file).toString());
    }

    private static List<String> lines(Path file) {
        return Workspace.readRules(file)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith(";"))
                .toList();
    }
}
