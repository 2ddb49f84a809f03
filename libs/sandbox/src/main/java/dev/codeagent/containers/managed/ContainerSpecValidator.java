package dev.codeagent.containers.managed;

import dev.codeagent.api.error.AgentException;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which names, places and variables can be had. */
final class ContainerSpecValidator {
    /** Without dots: nobody shall stand in for a host of the outside. */
    private static final String NAME = "[a-z0-9][a-z0-9_-]{0,39}";
    /** The proxy's, the sandbox's and everybody's own. */
    private static final Set<String> RESERVED_NAMES = Set.of("egress", "sandbox", "localhost");

    private static final Set<String> KERNEL_DIRECTORIES = Set.of("proc", "sys", "dev");
    private static final int MAX_VALUE_LENGTH = 32_000;

    private ContainerSpecValidator() {}

    static String requireName(String name) {
        if (!name.matches(NAME)) {
            throw AgentException.invalidValue(
                    "'" + name + "' is no name for a container: up to 40 small letters, digits, '_' and '-',"
                            + " a letter or digit first");
        }
        if (RESERVED_NAMES.contains(name)) {
            throw AgentException.invalidValue("the name '" + name + "' is taken; use another one");
        }
        return name;
    }

    static void requireVolumeName(String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")) {
            throw AgentException.invalidValue(
                    "'" + name + "' is no name for a volume: up to 64 letters, digits, '_', '.' and '-',"
                            + " a letter or digit first");
        }
    }

    static void requirePath(String path) {
        boolean plain = path.matches("/[^:,\\x00-\\x1f]{1,250}") && !("/" + path + "/").contains("/../");
        String first = path.replaceFirst("^/+", "").replaceFirst("/.*", "");
        if (!plain || first.isEmpty() || first.equals(".") || KERNEL_DIRECTORIES.contains(first)) {
            throw AgentException.invalidValue(
                    "'" + path + "' is no place in a container: an absolute path, not below /proc, /sys or" + " /dev");
        }
    }

    static void requireUser(String user) {
        if (!user.matches("([A-Za-z0-9_.-]{1,32}(:[A-Za-z0-9_.-]{1,32})?)?")) {
            throw AgentException.invalidValue(
                    "'" + user + "' is no user; write a name or number, with :GROUP behind it");
        }
    }

    static Map<String, String> requireEnvironment(Map<String, String> variables) {
        variables.forEach((name, value) -> {
            if (!name.matches("[A-Za-z_][A-Za-z0-9_.-]{0,127}")
                    || value.indexOf(0) >= 0
                    || value.length() > MAX_VALUE_LENGTH) {
                throw AgentException.invalidValue(
                        "'" + name + "' cannot be an environment variable; its name has letters, digits and"
                                + " '_', its value at most " + MAX_VALUE_LENGTH + " characters");
            }
        });
        return Collections.unmodifiableMap(new TreeMap<>(variables));
    }

    /** Those by which containers are found again are not theirs to say. */
    static Map<String, String> requireLabels(Map<String, String> labels) {
        labels.keySet().forEach(key -> {
            if (key.startsWith("dev.codeagent.") || key.startsWith("com.docker.")) {
                throw AgentException.invalidValue("the label '" + key + "' is reserved; use another name");
            }
        });
        return Collections.unmodifiableMap(new TreeMap<>(labels));
    }
}
