package dev.codeagent.containers.own;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which names, places and variables can be had. */
final class Names {
    /** Without dots: nobody shall stand in for a host of the outside. */
    private static final String NAME = "[a-z0-9][a-z0-9_-]{0,39}";
    /** The proxy's, the sandbox's and everybody's own. */
    private static final Set<String> TAKEN = Set.of("egress", "sandbox", "localhost");

    private static final Set<String> KERNELS = Set.of("proc", "sys", "dev");
    private static final int MOST_TEXT = 32_000;

    private Names() {}

    static String require(String name) {
        if (!name.matches(NAME)) {
            throw Refused.because(
                    "'" + name + "' is no name for a container: up to 40 small letters, digits, '_' and '-',"
                            + " a letter or digit first");
        }
        if (TAKEN.contains(name)) {
            throw Refused.because("the name '" + name + "' is taken; use another one");
        }
        return name;
    }

    static void requireVolume(String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")) {
            throw Refused.because("'" + name + "' is no name for a volume: up to 64 letters, digits, '_', '.' and '-',"
                    + " a letter or digit first");
        }
    }

    static void place(String path) {
        boolean plain = path.matches("/[^:,\\x00-\\x1f]{1,250}") && !("/" + path + "/").contains("/../");
        String first = path.replaceFirst("^/+", "").replaceFirst("/.*", "");
        if (!plain || first.isEmpty() || first.equals(".") || KERNELS.contains(first)) {
            throw Refused.because(
                    "'" + path + "' is no place in a container: an absolute path, not below /proc, /sys or" + " /dev");
        }
    }

    static void user(String user) {
        if (!user.matches("([A-Za-z0-9_.-]{1,32}(:[A-Za-z0-9_.-]{1,32})?)?")) {
            throw Refused.because("'" + user + "' is no user; write a name or number, with :GROUP behind it");
        }
    }

    static Map<String, String> environment(Map<String, String> variables) {
        variables.forEach((name, value) -> {
            if (!name.matches("[A-Za-z_][A-Za-z0-9_.-]{0,127}")
                    || value.indexOf(0) >= 0
                    || value.length() > MOST_TEXT) {
                throw Refused.because(
                        "'" + name + "' cannot be an environment variable; its name has letters, digits and"
                                + " '_', its value at most " + MOST_TEXT + " characters");
            }
        });
        return Collections.unmodifiableMap(new TreeMap<>(variables));
    }

    /** Those by which containers are found again are not theirs to say. */
    static Map<String, String> labels(Map<String, String> labels) {
        labels.keySet().forEach(key -> {
            if (key.startsWith("dev.codeagent.") || key.startsWith("com.docker.")) {
                throw Refused.because("the label '" + key + "' is reserved; use another name");
            }
        });
        return Collections.unmodifiableMap(new TreeMap<>(labels));
    }
}
