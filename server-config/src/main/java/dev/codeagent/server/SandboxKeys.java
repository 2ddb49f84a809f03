package dev.codeagent.server;

import java.util.List;
import java.util.Map;

/** Checks of the keys below {@code sandbox} and {@code docker.mcp}. */
final class SandboxKeys {
    private static final String SIZE = "\\d{1,6}(m|g)";
    private static final String BYTE = "(\\d|[1-9]\\d|1\\d\\d|2[0-4]\\d|25[0-5])";
    private static final String RANGE = "(" + BYTE + "\\.){3}" + BYTE + "/(8|9|1\\d|2[0-7])";
    private static final String HOST = "(\\*\\.)?[A-Za-z0-9._-]{1,253}(:\\d{1,5})?";

    private SandboxKeys() {}

    static void check(Map<String, String> values) {
        Configuration.oneOf(values, "sandbox.launcher", List.of("auto", "docker", "bubblewrap"));
        Configuration.oneOf(
                values, "sandbox.level", List.of("full-isolation", "standard", "development", "production"));
        Configuration.oneOf(values, "sandbox.projectImage", List.of("none", "named", "built"));
        Configuration.oneOf(values, "docker.mcp.enabled", List.of("true", "false"));
        matches(values, "docker.mcp.containers", "[1-9]\\d{0,2}", "a number from 1 to 999");
        // Nothing would be taken for what holds where nothing is said.
        matches(values, "docker.mcp.images", "\\S.*", "globs such as postgres:*, with commas between");
        matches(values, "sandbox.image", "\\S{1,255}", "the name of an image such as codeagent/sandbox:latest");
        empty(values, "sandbox.cpus", "\\d{1,3}(\\.\\d{1,2})?", "a number of processors such as 2 or 0.5");
        empty(values, "sandbox.memory", SIZE, "a size such as 512m or 4g");
        empty(values, "sandbox.processes", "\\d{2,6}", "a number from 10");
        empty(values, "sandbox.disk", SIZE, "a size such as 512m or 4g");
        matches(values, "sandbox.subnet", RANGE, "a range such as 172.20.0.0/16, of at most 27 bits");
        for (String host : values.get("sandbox.egress").split("[,\\s]+")) {
            if (!host.isBlank() && !host.matches(HOST)) {
                throw wrong("sandbox.egress", host, "hosts such as mirror.house.test, mirror:8081 or *.house.test");
            }
        }
    }

    private static void empty(Map<String, String> values, String key, String pattern, String words) {
        if (!values.get(key).isEmpty()) {
            matches(values, key, pattern, words);
        }
    }

    private static void matches(Map<String, String> values, String key, String pattern, String words) {
        if (!values.get(key).matches(pattern)) {
            throw wrong(key, values.get(key), words);
        }
    }

    private static StartFailure wrong(String key, String value, String words) {
        return new StartFailure("configuration key '" + key + "' is '" + value + "'; it must be " + words);
    }
}
