package dev.codeagent.projects;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Paths in a repository as git stores them. A name is the bytes of such a path, each as one character, because they do
 * not have to be text.
 */
final class GitPaths {
    private GitPaths() {}

    /** The name as text. One that is not UTF-8 is quoted as git does it, so that it stays different from all others. */
    static String display(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes) && !text.startsWith("\"")) {
            return text;
        }
        return name.chars()
                .mapToObj(c -> c == '"' || c == '\\'
                        ? "\\" + (char) c
                        : c < ' ' || c > '~' ? String.format("\\%03o", c) : String.valueOf((char) c))
                .collect(Collectors.joining("", "\"", "\""));
    }

    /** The name of a path that is text. */
    static String name(String path) {
        return new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The file of the name, whatever the locale of the server is. */
    static Path resolve(Path root, String name) {
        if (!name.startsWith("/") && name.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            return root.resolve(name);
        }
        var encoded = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.ISO_8859_1)) {
            encoded.append(b == '/' ? "/" : String.format("%%%02X", b & 0xff));
        }
        String base = root.toAbsolutePath().toUri().getRawPath();
        return Path.of(URI.create("file://" + base + (base.endsWith("/") ? "" : "/") + encoded));
    }

    /** Whether the name is the directory itself or in it. */
    static boolean isIn(String directory, String name) {
        return name.equals(directory) || name.startsWith(directory + "/");
    }

    /** The names of a list that git ends with NUL characters. */
    static List<String> split(byte[] list) {
        return Arrays.stream(new String(list, StandardCharsets.ISO_8859_1).split("\0"))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** The names as git reads them from its input. */
    static byte[] join(Iterable<String> names) {
        return (String.join("\0", names) + "\0").getBytes(StandardCharsets.ISO_8859_1);
    }
}
