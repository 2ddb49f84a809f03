package dev.codeagent.sandbox.images;

import java.util.ArrayList;
import java.util.List;

/** Paths in a repository, with slashes on every operating system. */
final class RepositoryPaths {
    private RepositoryPaths() {}

    /**
     * Resolves a path relative to a directory of the repository.
     *
     * @return the path from the root of the repository, empty for the root itself
     * @throws IllegalArgumentException if the path leaves the repository
     */
    static String resolve(String directory, String path) {
        var segments = new ArrayList<String>(directory.isEmpty() ? List.of() : List.of(directory.split("/")));
        if (path.startsWith("/") || path.contains("\\") || path.contains("\0") || path.contains(":")) {
            throw new IllegalArgumentException("names '" + path + "', which is not a path in the repository");
        }
        for (String segment : path.split("/")) {
            if (segment.equals("..")) {
                if (segments.isEmpty()) {
                    throw new IllegalArgumentException(
                            "names '" + path + "', which is outside of the repository; use a path inside");
                }
                segments.removeLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        return String.join("/", segments);
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }
}
