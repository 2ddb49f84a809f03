package dev.codeagent.sandbox.images;

import java.util.ArrayList;
import java.util.List;

/** Paths in a repository, with slashes on every system. */
final class RepositoryPaths {
    private RepositoryPaths() {}

    /**
     * A path as seen from a folder of the repository; IllegalArgumentException where it leaves the repository.
     *
     * @return from the repository's top, empty for the top itself
     */
    static String resolve(String directory, String path) {
        var segments = new ArrayList<String>(directory.isEmpty() ? List.of() : List.of(directory.split("/")));
        if (path.startsWith("/") || path.contains("\\") || path.contains("\0") || path.contains(":")) {
            throw new IllegalArgumentException("names '" + path + "', which is no path within the repository");
        }
        for (String segment : path.split("/")) {
            if (segment.equals("..")) {
                if (segments.isEmpty()) {
                    throw new IllegalArgumentException("names '" + path + "', which is outside of the repository");
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
