package dev.codeagent.server;

import java.util.List;
import java.util.Map;

/** Validates the keys below {@code sandbox}, {@code docker.mcp} and {@code git}. */
final class SandboxSettingsValidator {
    private static final String SIZE = "\\d{1,6}(m|g)";
    private static final String OCTET = "(\\d|[1-9]\\d|1\\d\\d|2[0-4]\\d|25[0-5])";
    private static final String CIDR = "(" + OCTET + "\\.){3}" + OCTET + "/(8|9|1\\d|2[0-7])";
    private static final String HOST = "(\\*\\.)?[A-Za-z0-9._-]{1,253}(:\\d{1,5})?";

    private SandboxSettingsValidator() {}

    static void validate(Map<String, String> values) {
        ConfigurationValidator.requireOneOf(values, "sandbox.launcher", List.of("auto", "docker", "bubblewrap"));
        ConfigurationValidator.requireOneOf(
                values, "sandbox.level", List.of("full-isolation", "standard", "development", "production"));
        ConfigurationValidator.requireOneOf(values, "sandbox.projectImage", List.of("none", "named", "built"));
        ConfigurationValidator.requireOneOf(values, "docker.mcp.enabled", List.of("true", "false"));
        requireMatch(values, "docker.mcp.containers", "[1-9]\\d{0,2}", "a number from 1 to 999");
        // Empty would be read as the default.
        requireMatch(values, "docker.mcp.images", "\\S.*", "globs such as postgres:*, with commas between");
        requireMatch(values, "sandbox.image", "\\S{1,255}", "the name of an image such as codeagent/sandbox:latest");
        requireMatchIfSet(values, "sandbox.cpus", "\\d{1,3}(\\.\\d{1,2})?", "a number of processors such as 2 or 0.5");
        requireMatchIfSet(values, "sandbox.memory", SIZE, "a size such as 512m or 4g");
        requireMatchIfSet(values, "sandbox.processes", "\\d{2,6}", "a number from 10");
        requireMatchIfSet(values, "sandbox.disk", SIZE, "a size such as 512m or 4g");
        requireMatch(values, "sandbox.subnet", CIDR, "a range such as 172.20.0.0/16, of at most 27 bits");
        requireHosts(values, "sandbox.egress", "hosts such as mirror.house.test, mirror:8081 or *.house.test");
    }

    /** Validates the keys below {@code git}. */
    static void validateGit(Map<String, String> values) {
        ConfigurationValidator.requireDuration(values, "git.fetchTimeout");
        requireMatch(values, "git.maxSize", SIZE, "a size such as 512m or 4g");
        requireHosts(values, "git.privateHosts", "hosts such as git.house.test, git:8443 or *.house.test");
    }

    private static void requireHosts(Map<String, String> values, String key, String expected) {
        for (String host : Configuration.require(values, key).split("[,\\s]+")) {
            if (!host.isBlank() && !host.matches(HOST)) {
                throw invalid(key, host, expected);
            }
        }
    }

    private static void requireMatchIfSet(Map<String, String> values, String key, String pattern, String expected) {
        if (!Configuration.require(values, key).isEmpty()) {
            requireMatch(values, key, pattern, expected);
        }
    }

    private static void requireMatch(Map<String, String> values, String key, String pattern, String expected) {
        String value = Configuration.require(values, key);
        if (!value.matches(pattern)) {
            throw invalid(key, value, expected);
        }
    }

    private static StartupException invalid(String key, String value, String expected) {
        return new StartupException("configuration key '" + key + "' is '" + value + "'; it must be " + expected);
    }
}
