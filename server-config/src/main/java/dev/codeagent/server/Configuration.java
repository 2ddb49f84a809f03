package dev.codeagent.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The configuration (appendix C of the architecture document) as flat keys, for example {@code gateway.maxConnections}.
 * The environment overrides {@code .env}, which overrides the file, which overrides the defaults.
 *
 * @param file the configuration file, if there is one
 * @param base the directory to which relative paths of the configuration refer
 * @param values flat keys to text; contains secrets, so it is never printed
 */
record Configuration(Optional<Path> file, Path base, Map<String, String> values) {

    /** All known keys with their defaults; an unknown key in the file is an error. */
    static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("gateway.port", "8080"),
            Map.entry("gateway.host", "127.0.0.1"),
            Map.entry("gateway.hosts", ""),
            Map.entry("gateway.compression", "remote"),
            Map.entry("gateway.idleTimeout", "2m"),
            Map.entry("gateway.maxConnections", "1000"),
            Map.entry("gateway.maxConnectionsPerAddress", "2000"),
            Map.entry("providers.default", "anthropic"),
            Map.entry("providers.catalog", ""),
            Map.entry("providers.catalogUrl", "https://models.dev/api.json"),
            Map.entry("providers.recording", ""),
            Map.entry("providers.responseCache.enabled", "false"),
            Map.entry("providers.responseCache.expiry", "24h"),
            Map.entry("providers.responseCache.maxBytes", "268435456"),
            Map.entry("security.jwtSecret", ""),
            Map.entry("security.localToken", "true"),
            Map.entry("security.tokenExpiration", "1h"),
            Map.entry("security.credentials", "~/.codeagent/credentials.db"),
            Map.entry("data.directory", ""),
            Map.entry("database.url", ""),
            Map.entry("database.user", ""),
            Map.entry("database.password", ""),
            Map.entry("database.passwordFile", ""),
            Map.entry("database.wait", "60s"),
            Map.entry("database.migrate", "true"),
            Map.entry("paths.mounts", ""),
            Map.entry("paths.base", ""),
            Map.entry("orchestrator.maxRuns", "4"),
            Map.entry("orchestrator.maxQueuedRuns", "2000"),
            Map.entry("orchestrator.reviewRounds", "2"),
            Map.entry("orchestrator.maxTurns", "50"),
            Map.entry("sandbox.enabled", "true"),
            Map.entry("sandbox.allowPlain", "false"),
            Map.entry("sandbox.commandTimeout", "10m"),
            Map.entry("sandbox.launcher", "auto"),
            Map.entry("sandbox.image", "codeagent/sandbox:latest"),
            Map.entry("sandbox.projectImage", "named"),
            Map.entry("sandbox.level", "standard"),
            Map.entry("sandbox.cpus", ""),
            Map.entry("sandbox.memory", ""),
            Map.entry("sandbox.processes", ""),
            Map.entry("sandbox.disk", ""),
            Map.entry("sandbox.subnet", "172.20.0.0/16"),
            Map.entry("sandbox.warm", "2"),
            Map.entry("sandbox.egress", ""),
            Map.entry("docker.mcp.enabled", "false"),
            Map.entry("docker.mcp.images", "*"),
            Map.entry("docker.mcp.containers", "8"),
            Map.entry("budgets.runUsd", ""),
            Map.entry("budgets.projectMonthUsd", ""),
            Map.entry("budgets.callerMonthUsd", ""),
            Map.entry("budgets.monthUsd", ""),
            Map.entry("policy.server", ""),
            Map.entry("policy.team", ""),
            Map.entry("policy.approvalExpiry", "24h"),
            Map.entry("policy.askAboveUsd", "5"),
            Map.entry("retention.workspaces", "90d"),
            Map.entry("retention.unapplied", "never"),
            Map.entry("webhooks.privateHosts", ""),
            Map.entry("gateway.trustedProxies", ""),
            Map.entry("gateway.basePath", ""),
            Map.entry("git.fetchTimeout", "10m"),
            Map.entry("git.maxSize", "2g"),
            Map.entry("git.privateHosts", ""),
            Map.entry("uploads.quotaMegabytes", "2048"),
            Map.entry("metrics.full", "false"),
            Map.entry("metrics.tokenFile", ""),
            Map.entry("traces.endpoint", ""),
            Map.entry("traces.headersFile", ""),
            Map.entry("logging.level", "INFO"));

    /** Keys of {@code providers} that are maps from the name of a provider. */
    static final List<String> MAPS = List.of("configurations", "limits");

    /** Environment variables of the architecture document, and the keys that they set. */
    static final Map<String, String> ALIAS_VARIABLES =
            Map.of("SANDBOX_ENABLED", "sandbox.enabled", "DOCKER_MCP_ENABLED", "docker.mcp.enabled");

    static Configuration read(Optional<Path> named, Path installation, Map<String, String> environment) {
        return read(named, installation, environment, ContainerDetection.isInsideContainer());
    }

    /**
     * @param named the file of {@code --config}
     * @param installation the directory whose {@code config} and {@code .env} are used if no file is named
     */
    static Configuration read(
            Optional<Path> named, Path installation, Map<String, String> environment, boolean insideContainer) {
        Optional<Path> file = named.or(() -> findFile(installation));
        Path base = file.map(Configuration::baseDirectory).orElse(installation);
        var values = new TreeMap<>(DEFAULTS);
        file.ifPresent(f -> values.putAll(readFile(f)));
        applyEnvironment(values, readDotEnv(base.resolve(".env")));
        applyEnvironment(values, environment);
        ConfigurationValidator.validate(values, insideContainer);
        return new Configuration(file, base, values);
    }

    /** The directory of a configuration file, or its parent if it is called {@code config}. */
    static Path baseDirectory(Path file) {
        Path directory =
                Objects.requireNonNull(file.toAbsolutePath().normalize().getParent());
        return directory.endsWith("config") ? Objects.requireNonNull(directory.getParent()) : directory;
    }

    /** The value of a key that is always set, which those with a default are. */
    static String require(Map<String, String> values, String key) {
        return Objects.requireNonNull(values.get(key), key);
    }

    String get(String key) {
        return require(values, key);
    }

    /** The data directory; relative to the working directory as an option, else to {@link #base}. */
    Path dataDirectory(Optional<String> option, Path workingDirectory) {
        String configured = get("data.directory");
        return option.map(o -> workingDirectory.resolve(o))
                .orElseGet(() -> base.resolve(configured.isEmpty() ? "data" : configured))
                .toAbsolutePath()
                .normalize();
    }

    private static Optional<Path> findFile(Path directory) {
        return List.of("codeagent.json", "codeagent.yaml", "codeagent.yml").stream()
                .map(directory.resolve("config")::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static Map<String, String> readFile(Path file) {
        try {
            // JSON is YAML, so one parser reads both.
            Object root = new Load(
                            LoadSettings.builder().setLabel(file.toString()).build())
                    .loadFromString(Files.readString(file));
            var flat = new TreeMap<String, String>();
            if (!(root instanceof Map<?, ?> map)) {
                throw new StartupException(file + ": the configuration must be an object with keys like \"gateway\"");
            }
            flatten("", map, flat);
            flat.keySet().removeIf(k -> MAPS.stream().anyMatch(name -> k.startsWith("providers." + name)));
            for (String key : flat.keySet()) {
                if (!DEFAULTS.containsKey(key)) {
                    throw new StartupException(file + ": unknown key '" + key + "'; known keys: "
                            + new TreeMap<>(DEFAULTS).keySet() + " and providers.configurations, providers.limits");
                }
            }
            for (String name : MAPS) {
                if (map.get("providers") instanceof Map<?, ?> providers
                        && providers.get(name) instanceof Map<?, ?> entries) {
                    flat.put("providers." + name, JsonFormatter.format(entries));
                }
            }
            return flat;
        } catch (IOException e) {
            throw new StartupException("cannot read the configuration " + file + ": " + e.getMessage());
        } catch (YamlEngineException e) {
            throw new StartupException(file + ": invalid JSON or YAML: " + e.getMessage());
        }
    }

    private static void flatten(String prefix, Map<?, ?> map, Map<String, String> flat) {
        map.forEach((k, v) -> {
            String key = prefix.isEmpty() ? k.toString() : prefix + "." + k;
            if (v instanceof Map<?, ?> nested) {
                flatten(key, nested, flat);
            } else if (v instanceof List<?>) {
                throw new StartupException("configuration key '" + key + "' must be a single value");
            } else {
                flat.put(key, v == null ? "" : v.toString());
            }
        });
    }

    private static Map<String, String> readDotEnv(Path file) {
        var values = new TreeMap<String, String>();
        if (!Files.isRegularFile(file)) {
            return values;
        }
        try {
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                String text = line.strip();
                if (text.isEmpty() || text.startsWith("#")) {
                    continue;
                }
                int eq = text.indexOf('=');
                if (eq < 1) {
                    throw new StartupException(file + " line " + number + " is not NAME=value");
                }
                values.put(text.substring(0, eq).replaceFirst("^export ", "").strip(), unquote(text.substring(eq + 1)));
            }
        } catch (IOException e) {
            throw new StartupException("cannot read " + file + ": " + e.getMessage());
        }
        return values;
    }

    private static String unquote(String raw) {
        String text = raw.strip();
        boolean quoted = text.length() > 1
                && (text.charAt(0) == '"' || text.charAt(0) == '\'')
                && text.charAt(text.length() - 1) == text.charAt(0);
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    private static void applyEnvironment(Map<String, String> values, Map<String, String> environment) {
        for (String key : DEFAULTS.keySet()) {
            String name = environmentVariable(key);
            if (environment.containsKey(name)) {
                values.put(key, environment.get(name));
            }
        }
        ALIAS_VARIABLES.forEach((variable, key) -> {
            if (environment.containsKey(variable)) {
                values.put(key, environment.get(variable));
            }
        });
        rejectUnsupportedAuth(environment);
    }

    /** Environment variable of a key: {@code CODEAGENT_GATEWAY_MAXCONNECTIONS} for {@code gateway.maxConnections}. */
    static String environmentVariable(String key) {
        return "CODEAGENT_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    private static void rejectUnsupportedAuth(Map<String, String> environment) {
        if ("true".equalsIgnoreCase(environment.getOrDefault("ENABLE_AUTH", "false"))) {
            throw new StartupException(
                    "ENABLE_AUTH=true: this version has no logins yet, so the server refuses to start"
                            + " unprotected; remove the variable to run for one user on loopback");
        }
    }

    /** Without the values, which contain secrets. */
    @Override
    public String toString() {
        return "Configuration[" + file.map(Path::toString).orElse("defaults") + "]";
    }
}
