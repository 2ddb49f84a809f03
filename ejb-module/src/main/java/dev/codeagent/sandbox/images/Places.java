package dev.codeagent.sandbox.images;

import java.util.ArrayList;
import java.util.List;

/** Paths in a repository, with slashes on every system. */
final class Places {
    private Places() {}

    /**
     * A path as seen from a folder of the repository; IllegalArgumentException where it leaves the repository.
     *
     * @return from the repository's top, empty for the top itself
     */
    static String in(String folder, String path) {
        var steps = new ArrayList<String>(folder.isEmpty() ? List.of() : List.of(folder.split("/")));
        if (path.startsWith("/") || path.contains("\\") || path.contains("\0") || path.contains(":")) {
            throw new IllegalArgumentException("names '" + path + "', which is no path within the repository");
        }
        for (String step : path.split("/")) {
            if (step.equals("..")) {
                if (steps.isEmpty()) {
                    throw new IllegalArgumentException("names '" + path + "', which is outside of the repository");
                }
                steps.removeLast();
            } else if (!step.isEmpty() && !step.equals(".")) {
                steps.add(step);
            }
        }
        return String.join("/", steps);
    }

    static String folderOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }
}
