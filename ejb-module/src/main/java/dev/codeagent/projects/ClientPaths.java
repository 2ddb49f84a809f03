package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** Checks the paths that clients name, by their text alone: whether they exist, and what they are, is not known here. */
final class ClientPaths {
    private static final int MAX_BYTES = 4_000;
    /** Characters that file systems of macOS ignore in names, so that a name with them can be {@code .git}. */
    private static final Pattern IGNORED_CHARACTERS =
            Pattern.compile("[\\u200c-\\u200f\\u202a-\\u202e\\u206a-\\u206f\\ufeff]");

    private static final Pattern GIT_DIRECTORY = Pattern.compile("(\\.git|git~[0-9]+)[. ]*(:.*)?");
    private static final int OCTAL_DIGITS = 3;

    private ClientPaths() {}

    /**
     * The name of a file.
     *
     * @throws AgentException INVALID_VALUE if it leads out of the project, into {@code .git}, or is no relative path
     */
    static String fileName(String path) {
        if (path.isEmpty()) {
            throw invalid(path, "is empty; write the path of a file, for example src/Main.java");
        }
        String name = path.startsWith("\"") ? unquote(path) : GitPaths.name(path);
        if (name.length() > MAX_BYTES) {
            throw invalid(path, "has more than " + MAX_BYTES + " bytes");
        }
        if (name.chars().anyMatch(ClientPaths::isControl) && !path.startsWith("\"")) {
            throw invalid(path, "has a control character; write it in quotation marks, as " + quote(name));
        }
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf(0) >= 0) {
                throw invalid(path, "is not relative to the root of the project, without '.', '..' and empty parts");
            }
            if (isGitDirectory(part)) {
                throw invalid(path, "belongs to git");
            }
        }
        return name;
    }

    /** The name of a directory; empty for the root. */
    static String directoryName(String path) {
        String directory = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return path.isEmpty() || path.equals(".") ? "" : fileName(directory);
    }

    /** Whether a file system may take the name for {@code .git}. */
    private static boolean isGitDirectory(String part) {
        String text = new String(part.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        String plain = IGNORED_CHARACTERS.matcher(text).replaceAll("").toLowerCase(Locale.ROOT);
        return GIT_DIRECTORY.matcher(plain).matches();
    }

    private static boolean isControl(int c) {
        return c < ' ' || c == 0x7f;
    }

    /** The form of a name that is accepted although it has control characters, and can be shown. */
    private static String quote(String name) {
        var text = new StringBuilder("\"");
        for (char c : name.toCharArray()) {
            boolean octal = isControl(c) || c > '~';
            text.append(octal ? String.format("\\%03o", (int) c) : (c == '"' || c == '\\' ? "\\" : "") + c);
        }
        return text.append('"').toString();
    }

    /** The name that {@link GitPaths#display} quoted. */
    private static String unquote(String path) {
        if (path.length() < 2 || !path.endsWith("\"")) {
            throw invalid(path, "begins with a quotation mark and does not end with one");
        }
        byte[] text = path.substring(1, path.length() - 1).getBytes(StandardCharsets.UTF_8);
        var name = new ByteArrayOutputStream();
        for (int i = 0; i < text.length; i++) {
            if (text[i] != '\\') {
                name.write(text[i]);
            } else if (i + 1 < text.length && (text[i + 1] == '"' || text[i + 1] == '\\')) {
                name.write(text[++i]);
            } else {
                name.write(octal(path, text, i + 1));
                i += OCTAL_DIGITS;
            }
        }
        return name.toString(StandardCharsets.ISO_8859_1);
    }

    private static int octal(String path, byte[] text, int begin) {
        int value = 0;
        for (int i = begin; i < begin + OCTAL_DIGITS; i++) {
            if (i >= text.length || text[i] < '0' || text[i] > '7') {
                throw invalid(path, "has a backslash that is not followed by three octal digits");
            }
            value = value * Byte.SIZE + text[i] - '0';
        }
        return value;
    }

    private static AgentException invalid(String path, String reason) {
        return AgentException.invalidValue("parameter 'path': '" + path.replaceAll("\\p{Cntrl}", "?") + "' " + reason)
                .inField("path");
    }
}
