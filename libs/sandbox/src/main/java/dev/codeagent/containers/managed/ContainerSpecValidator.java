package dev.codeagent.containers.managed;

import dev.codeagent.api.error.AgentException;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Validates names, paths, users, variables and labels of containers. */
final class ContainerSpecValidator {
    /** Without dots, so that no container can have the name of an external host. */
    private static final String NAME = "[a-z0-9][a-z0-9_-]{0,39}";
    /** Names of the proxy, the sandbox and the loopback interface. */
    private static final Set<String> RESERVED_NAMES = Set.of("egress", "sandbox", "localhost");

    private static final Set<String> KERNEL_DIRECTORIES = Set.of("proc", "sys", "dev");
    private static final int MAX_VALUE_LENGTH = 32_000;

    private ContainerSpecValidator() {}

    static String requireName(String name) {
        if (!name.matches(NAME)) {
            throw AgentException.invalidValue("'" + name
                    + "' is not a valid container name; use up to 40 lower-case letters, digits, '_' and '-',"
                    + " starting with a letter or digit");
        }
        if (RESERVED_NAMES.contains(name)) {
            throw AgentException.invalidValue("the name '" + name + "' is reserved; use another name");
        }
        return name;
    }

    static void requireVolumeName(String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")) {
            throw AgentException.invalidValue(
                    "'" + name + "' is not a valid volume name; use up to 64 letters, digits, '_', '.' and '-',"
                            + " starting with a letter or digit");
        }
    }

    static void requirePath(String path) {
        boolean plain = path.matches("/[^:,\\x00-\\x1f]{1,250}") && !("/" + path + "/").contains("/../");
        String first = path.replaceFirst("^/+", "").replaceFirst("/.*", "");
        if (!plain || first.isEmpty() || first.equals(".") || KERNEL_DIRECTORIES.contains(first)) {
            throw AgentException.invalidValue("'" + path
                    + "' is not a valid path in a container; use an absolute path, not below /proc, /sys or /dev");
        }
    }

    static void requireUser(String user) {
        if (!user.matches("([A-Za-z0-9_.-]{1,32}(:[A-Za-z0-9_.-]{1,32})?)?")) {
            throw AgentException.invalidValue(
                    "'" + user + "' is not a valid user; use a name or number, optionally followed by :GROUP");
        }
    }

    static Map<String, String> requireEnvironment(Map<String, String> variables) {
        variables.forEach((name, value) -> {
            if (!name.matches("[A-Za-z_][A-Za-z0-9_.-]{0,127}")
                    || value.indexOf(0) >= 0
                    || value.length() > MAX_VALUE_LENGTH) {
                throw AgentException.invalidValue(
                        "'" + name + "' is not a valid environment variable; use letters, digits and '_' in its name,"
                                + " and at most " + MAX_VALUE_LENGTH + " characters in its value");
            }
        });
        return Collections.unmodifiableMap(new TreeMap<>(variables));
    }

    /** Refuses the labels by which the server and Compose find containers. */
    static Map<String, String> requireLabels(Map<String, String> labels) {
        labels.keySet().forEach(key -> {
            if (key.startsWith("dev.codeagent.") || key.startsWith("com.docker.")) {
                throw AgentException.invalidValue("the label '" + key + "' is reserved; use another name");
            }
        });
        return Collections.unmodifiableMap(new TreeMap<>(labels));
    }
}
