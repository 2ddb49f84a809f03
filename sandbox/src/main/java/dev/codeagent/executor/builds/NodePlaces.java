package dev.codeagent.executor.builds;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Places in JavaScript's stack traces. */
final class NodePlaces {
    private static final Pattern PLACE =
            Pattern.compile("(?:file://)?([^\\s()'\"]+\\.(?:[cm]?[jt]sx?|vue|svelte)):(\\d+)(?::\\d+)?");

    private NodePlaces() {}

    /** The first place in the project's own code, relative to it; empty where there is none. */
    static String first(String trace, Path root) {
        Matcher matcher = PLACE.matcher(trace);
        while (matcher.find()) {
            String file = matcher.group(1);
            if (!file.contains("node_modules/") && !file.startsWith("node:")) {
                return relative(file, root) + ":" + matcher.group(2);
            }
        }
        return "";
    }

    static String relative(String file, Path root) {
        return file.startsWith(root + "/") ? file.substring(root.toString().length() + 1) : file;
    }
}
