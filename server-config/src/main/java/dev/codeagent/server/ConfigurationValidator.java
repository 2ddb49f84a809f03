package dev.codeagent.server;

import java.util.List;
import java.util.Map;

/** Validates the values of a configuration. */
final class ConfigurationValidator {
    private ConfigurationValidator() {}

    /** @throws StartupException names the first key whose value is invalid */
    static void validate(Map<String, String> values, boolean insideContainer) {
        requireInteger(values, "gateway.port", 1, 65535);
        requireInteger(values, "gateway.maxConnections", 1, 100_000);
        requireInteger(values, "gateway.maxConnectionsPerAddress", 10, 100_000);
        requireInteger(values, "orchestrator.maxRuns", 1, maxRuns());
        requireInteger(values, "orchestrator.maxQueuedRuns", 1, 100_000);
        requireInteger(values, "orchestrator.reviewRounds", 0, 10);
        requireInteger(values, "orchestrator.maxTurns", 1, 1000);
        requireInteger(values, "sandbox.warm", 0, 100);
        requireSafeHost(values, insideContainer);
        requireHostNames(values);
        requireProxies(values);
        requireMounts(values);
        requireOneOf(values, "gateway.compression", List.of("remote", "always", "never"));
        requireOneOf(values, "security.localToken", List.of("true", "false"));
        requireOneOf(values, "sandbox.enabled", List.of("true", "false"));
        requireOneOf(values, "sandbox.allowPlain", List.of("true", "false"));
        requireOneOf(values, "logging.level", List.of("ERROR", "WARN", "INFO", "DEBUG"));
        requireOneOf(values, "providers.responseCache.enabled", List.of("true", "false"));
        requireInteger(values, "providers.responseCache.maxBytes", 1_000, 999_999_999);
        requireDuration(values, "providers.responseCache.expiry");
        requireDuration(values, "security.tokenExpiration");
        requireOneOf(values, "database.migrate", List.of("true", "false"));
        requireDuration(values, "sandbox.commandTimeout");
        requireIdleTimeout(values);
        SandboxSettingsValidator.validate(values);
        SandboxSettingsValidator.validateGit(values);
        requireDuration(values, "database.wait");
        requireDuration(values, "policy.approvalExpiry");
        requireDurationOrNever(values, "retention.workspaces");
        requireDurationOrNever(values, "retention.unapplied");
        requireInteger(values, "uploads.quotaMegabytes", 1, 1_000_000);
        requireOneOf(values, "metrics.full", List.of("true", "false"));
        requireTraceEndpoint(values);
        requireDollars(values, "policy.askAboveUsd");
        requireDollars(values, "budgets.runUsd");
        requireDollars(values, "budgets.projectMonthUsd");
        requireDollars(values, "budgets.callerMonthUsd");
        requireDollars(values, "budgets.monthUsd");
    }

    /** More than 100 runs have virtual threads, which before Java 24 keep their carriers while they wait for monitors. */
    private static int maxRuns() {
        return Runtime.version().feature() >= 24 ? 1_000 : 100;
    }

    /** Only in a container may the server listen on all addresses, because nobody can reach a container's loopback. */
    private static void requireSafeHost(Map<String, String> values, boolean insideContainer) {
        if (!insideContainer && Configuration.require(values, "gateway.host").equals("0.0.0.0")) {
            throw new StartupException(
                    "configuration key 'gateway.host' is '0.0.0.0', which is for the container image only, whose"
                            + " engine publishes the port on 127.0.0.1; this version has no logins, so use 127.0.0.1");
        }
        requireOneOf(values, "gateway.host", List.of("127.0.0.1", "localhost", "::1", "0.0.0.0"));
    }

    /** The server pings several times meanwhile, with whole seconds between the pings. */
    private static void requireIdleTimeout(Map<String, String> values) {
        requireDuration(values, "gateway.idleTimeout");
        String text = Configuration.require(values, "gateway.idleTimeout");
        if (text.matches("0*([0-2]s|[0-2]?\\d{1,3}ms|0[mhd])")) {
            throw new StartupException("configuration key 'gateway.idleTimeout' is '" + text
                    + "'; it must be at least \"3s\", because clients need time to answer pings");
        }
    }

    private static void requireHostNames(Map<String, String> values) {
        for (String host : Configuration.require(values, "gateway.hosts").split("[,\\s]+")) {
            if (!host.matches("[A-Za-z0-9.-]*")) {
                throw new StartupException("configuration key 'gateway.hosts' has '" + host
                        + "'; it must be host names without scheme and port, separated by commas, for example"
                        + " \"agents.example.org\"");
            }
        }
    }

    private static void requireProxies(Map<String, String> values) {
        for (String address :
                Configuration.require(values, "gateway.trustedProxies").split("[,\\s]+")) {
            if (!address.matches("(\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)?(/\\d{1,3})?")) {
                throw new StartupException("configuration key 'gateway.trustedProxies' has '" + address
                        + "'; it must be addresses or networks, separated by commas, for example"
                        + " \"127.0.0.1, 10.1.0.0/16\"");
            }
        }
        String path = Configuration.require(values, "gateway.basePath");
        if (!path.matches("((/[A-Za-z0-9._~-]+)+/?)?")) {
            throw new StartupException("configuration key 'gateway.basePath' is '" + path
                    + "'; it must be the path under which a proxy publishes the server, for example \"/codeagent\"");
        }
    }

    /** The address is shown in messages, so it has no secret; headers with secrets go to TLS or to this machine only. */
    private static void requireTraceEndpoint(Map<String, String> values) {
        String url = Configuration.require(values, "traces.endpoint").strip();
        if (!url.isEmpty()
                && !url.matches("https?://(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:\\d{1,5})?/[!-~&&[^?#@]]*")) {
            throw new StartupException("configuration key 'traces.endpoint' is '"
                    + url.replaceFirst("//[^/]*@", "//***@").replaceFirst("\\?.*", "?***")
                    + "'; it must be an address of OTLP over HTTP without user name and query, for example"
                    + " \"http://127.0.0.1:4318/v1/traces\"");
        }
        boolean secure = url.isEmpty() || url.matches("https:.*|http://(127\\.0\\.0\\.1|localhost|\\[::1])[:/].*");
        if (!secure && !Configuration.require(values, "traces.headersFile").isEmpty()) {
            throw new StartupException("configuration key 'traces.endpoint' is '" + url
                    + "', and everyone on the way could read the headers of 'traces.headersFile'; use https");
        }
    }

    private static void requireMounts(Map<String, String> values) {
        for (String mount : Configuration.require(values, "paths.mounts").split(",")) {
            if (mount.strip().startsWith("~")
                    || !mount.isBlank() && !mount.strip().matches(".*:/[^:]*")) {
                throw new StartupException("configuration key 'paths.mounts' has '" + mount.strip()
                        + "'; it must be HOST:CONTAINER: the absolute path of a host directory, without ~, and its path"
                        + " in the container, for example \"/home/me/src:/workspace\"");
            }
        }
    }

    private static void requireInteger(Map<String, String> values, String key, int min, int max) {
        String text = Configuration.require(values, key).strip();
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < min || Integer.parseInt(text) > max) {
            throw new StartupException("configuration key '" + key + "' is '" + text + "'; it must be a number from "
                    + min + " to " + max);
        }
    }

    private static void requireDollars(Map<String, String> values, String key) {
        if (!Configuration.require(values, key).matches("(\\d{1,9}(\\.\\d{1,6})?)?")) {
            throw new StartupException("configuration key '" + key + "' is '" + values.get(key)
                    + "'; it must be a number of US dollars such as \"2.50\", or empty for no limit");
        }
    }

    static void requireOneOf(Map<String, String> values, String key, List<String> allowed) {
        if (!allowed.contains(values.get(key))) {
            throw new StartupException(
                    "configuration key '" + key + "' is '" + values.get(key) + "'; it must be one of " + allowed);
        }
    }

    private static void requireDurationOrNever(Map<String, String> values, String key) {
        if (!Configuration.require(values, key).equals("never")) {
            requireDuration(values, key);
        }
    }

    static void requireDuration(Map<String, String> values, String key) {
        if (!Configuration.require(values, key).matches("\\d{1,9}(ms|s|m|h|d)")) {
            throw new StartupException("configuration key '" + key + "' is '" + values.get(key)
                    + "'; it must be a duration such as \"30s\", \"5m\" or \"1h\"");
        }
    }
}
