package dev.codeagent.executor.builds;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds locations in JavaScript stack traces. */
final class NodeStackTraces {
    private static final Pattern LOCATION =
            Pattern.compile("(?:file://)?([^\\s()'\"]+\\.(?:[cm]?[jt]sx?|vue|svelte)):(\\d+)(?::\\d+)?");

    private NodeStackTraces() {}

    /** The first location in the project's own code, relative to its root; empty if there is none. */
    static String firstLocation(String trace, Path root) {
        Matcher matcher = LOCATION.matcher(trace);
        while (matcher.find()) {
            String file = matcher.group(1);
            if (!file.contains("node_modules/") && !file.startsWith("node:")) {
                return relativize(file, root) + ":" + matcher.group(2);
            }
        }
        return "";
    }

    static String relativize(String file, Path root) {
        return file.startsWith(root + "/") ? file.substring(root.toString().length() + 1) : file;
    }
}
