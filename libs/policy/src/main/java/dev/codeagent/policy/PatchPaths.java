package dev.codeagent.policy;

import dev.codeagent.policy.shell.ShellWord;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The files that a patch names, read from every line that git may take as a header. A line of a hunk that looks like a
 * header adds a file that the patch does not change, which only makes rules stricter.
 */
final class PatchPaths {
    private static final List<String> NAME_HEADERS =
            List.of("rename from ", "rename to ", "rename old ", "rename new ", "copy from ", "copy to ");
    private static final int MAX_PATHS = 5_000;

    private final Set<String> paths = new LinkedHashSet<>();

    private PatchPaths() {}

    /** Returns the paths; too many, and names that can't be read, are replaced by a wildcard. */
    static Set<String> of(String patch) {
        var found = new PatchPaths();
        patch.lines().forEach(found::addLine);
        if (found.paths.size() > MAX_PATHS) {
            return Set.of(String.valueOf(ShellWord.ANY_TEXT));
        }
        return found.paths;
    }

    private void addLine(String line) {
        if (line.startsWith("--- ") || line.startsWith("+++ ")) {
            addWithPrefix(readName(line.substring(4)));
        } else if (line.startsWith("diff --git ")) {
            addDiffHeader(line.substring("diff --git ".length()));
        } else {
            NAME_HEADERS.stream()
                    .filter(line::startsWith)
                    .forEach(header -> paths.add(readName(line.substring(header.length()))));
        }
    }

    /** Git removes the first directory, unless the first names of the patch have none. */
    private void addWithPrefix(String name) {
        if (!name.equals("/dev/null") && !name.isEmpty()) {
            paths.add(name);
            String stripped = name.substring(name.indexOf('/') + 1);
            if (!stripped.isEmpty()) {
                paths.add(stripped);
            }
        }
    }

    /** Both names of this header are the same; it is the only name if just the mode of a file changes. */
    private void addDiffHeader(String names) {
        if (names.contains("\"")) {
            addQuotedNames(names);
            return;
        }
        for (int space = names.indexOf(' '); space >= 0; space = names.indexOf(' ', space + 1)) {
            String first = names.substring(0, space);
            String second = names.substring(space + 1);
            if (first.substring(first.indexOf('/') + 1).equals(second.substring(second.indexOf('/') + 1))) {
                addWithPrefix(second);
            }
        }
    }

    private void addQuotedNames(String names) {
        int quote = names.indexOf('"');
        addWithPrefix(readName(names.substring(quote)));
        if (quote > 0) {
            addWithPrefix(names.substring(0, quote).strip());
        }
    }

    /** A name ends at a tab, or it is quoted as in C. */
    private static String readName(String text) {
        if (!text.startsWith("\"")) {
            int tab = text.indexOf('\t');
            return (tab < 0 ? text : text.substring(0, tab)).stripTrailing();
        }
        var bytes = new ByteArrayOutputStream();
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                return bytes.toString(StandardCharsets.UTF_8);
            }
            if (c != '\\') {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            int octal = readOctal(text, i + 1);
            if (octal >= 0) {
                bytes.write(octal);
                i += 3;
            } else if (i + 1 < text.length() && "\\\"".indexOf(text.charAt(i + 1)) >= 0) {
                bytes.write(text.charAt(++i));
            } else {
                break; // A control character: no rule names such a file, so the name counts as unknown.
            }
        }
        return String.valueOf(ShellWord.ANY_TEXT);
    }

    private static int readOctal(String text, int from) {
        if (from + 3 > text.length() || !text.substring(from, from + 3).matches("[0-3][0-7]{2}")) {
            return -1;
        }
        return Integer.parseInt(text.substring(from, from + 3), 8);
    }
}
