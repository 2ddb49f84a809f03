package dev.codeagent.config.boundary;

import dev.codeagent.api.wire.DurationFormat;
import dev.codeagent.config.CatalogSettings;
import dev.codeagent.config.DockerToolSettings;
import dev.codeagent.config.GitSettings;
import dev.codeagent.config.PathMapping;
import dev.codeagent.config.PolicySettings;
import dev.codeagent.config.ResponseCacheSettings;
import dev.codeagent.config.RetentionSettings;
import dev.codeagent.config.SandboxSettings;
import dev.codeagent.config.Settings;
import dev.codeagent.config.TelemetrySettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Reads the settings from MicroProfile Config once. */
@ApplicationScoped
public class SettingsProducer {
    private static final String NEVER = "never";

    private final Settings settings = read(ConfigProvider.getConfig());

    @Produces
    public Settings settings() {
        return settings;
    }

    static Settings read(Config config) {
        return new Settings(
                Path.of(text(config, "codeagent.home", ".")),
                Path.of(text(config, "codeagent.data", "data")).toAbsolutePath(),
                Path.of(text(config, "codeagent.credentials.keyFile", "credentials.key"))
                        .toAbsolutePath(),
                Boolean.parseBoolean(text(config, "codeagent.data.locked", "false")),
                PathMapping.parse(text(config, "paths.mounts", ""), text(config, "paths.base", "")),
                Boolean.parseBoolean(text(config, "codeagent.container", "false")),
                text(config, "gateway.host", "127.0.0.1"),
                number(config, "gateway.port", 8080),
                text(config, "providers.default", "anthropic"),
                text(config, "providers.configurations", "{}"),
                text(config, "providers.limits", "{}"),
                number(config, "orchestrator.maxRuns", 4),
                number(config, "orchestrator.maxQueuedRuns", 2000),
                number(config, "orchestrator.reviewRounds", 2),
                number(config, "orchestrator.maxTurns", 50),
                sandbox(config),
                dockerTools(config),
                policy(config),
                new CatalogSettings(
                        config.getOptionalValue("providers.catalog", String.class)
                                .map(Path::of),
                        text(config, "providers.catalogUrl", "https://models.dev/api.json")),
                new ResponseCacheSettings(
                        Boolean.parseBoolean(text(config, "providers.responseCache.enabled", "false")),
                        number(config, "providers.responseCache.maxBytes", 256 << 20),
                        DurationFormat.parse(
                                "providers.responseCache.expiry",
                                text(config, "providers.responseCache.expiry", "24h"))),
                new RetentionSettings(
                        retention(config, "retention.workspaces", "90d"),
                        retention(config, "retention.unapplied", NEVER)),
                parseList(text(config, "webhooks.privateHosts", "")),
                new GitSettings(
                        DurationFormat.parse("git.fetchTimeout", text(config, "git.fetchTimeout", "10m")),
                        bytes(text(config, "git.maxSize", "2g")),
                        parseList(text(config, "git.privateHosts", ""))),
                (long) number(config, "uploads.quotaMegabytes", 2048) << 20,
                new TelemetrySettings(
                        Boolean.parseBoolean(text(config, "metrics.full", "false")),
                        config.getOptionalValue("traces.endpoint", String.class).map(URI::create),
                        config.getOptionalValue("traces.headersFile", String.class)
                                .map(Path::of)),
                config.getOptionalValue("providers.recording", String.class).map(Path::of));
    }

    private static Optional<Duration> retention(Config config, String key, String defaultValue) {
        String text = text(config, key, defaultValue);
        return text.equals(NEVER) ? Optional.empty() : Optional.of(DurationFormat.parse(key, text));
    }

    private static SandboxSettings sandbox(Config config) {
        return new SandboxSettings(
                Boolean.parseBoolean(text(config, "sandbox.enabled", "true")),
                Boolean.parseBoolean(text(config, "sandbox.allowPlain", "false")),
                DurationFormat.parse("sandbox.commandTimeout", text(config, "sandbox.commandTimeout", "10m")),
                text(config, "sandbox.launcher", "auto"),
                text(config, "sandbox.image", "codeagent/sandbox:latest"),
                text(config, "sandbox.projectImage", "named"),
                text(config, "sandbox.level", "standard"),
                text(config, "sandbox.cpus", ""),
                text(config, "sandbox.memory", ""),
                text(config, "sandbox.processes", ""),
                text(config, "sandbox.disk", ""),
                text(config, "sandbox.subnet", "172.20.0.0/16"),
                number(config, "sandbox.warm", 2),
                parseList(text(config, "sandbox.egress", "")));
    }

    private static DockerToolSettings dockerTools(Config config) {
        return new DockerToolSettings(
                Boolean.parseBoolean(text(config, "docker.mcp.enabled", "false")),
                parseList(text(config, "docker.mcp.images", "*")),
                number(config, "docker.mcp.containers", 8));
    }

    private static List<String> parseList(String text) {
        return Arrays.stream(text.split("[,\\s]+"))
                .filter(entry -> !entry.isBlank())
                .toList();
    }

    private static PolicySettings policy(Config config) {
        return new PolicySettings(
                config.getOptionalValue("policy.server", String.class).map(Path::of),
                config.getOptionalValue("policy.team", String.class).map(Path::of),
                DurationFormat.parse("policy.approvalExpiry", text(config, "policy.approvalExpiry", "24h")),
                config.getOptionalValue("policy.askAboveUsd", String.class).map(BigDecimal::new));
    }

    /** A size such as 512m or 2g, whose form was checked when the server started. */
    private static long bytes(String size) {
        long number = Long.parseLong(size.substring(0, size.length() - 1));
        return number << (size.endsWith("g") ? 30 : 20);
    }

    private static String text(Config config, String key, String defaultValue) {
        return config.getOptionalValue(key, String.class).orElse(defaultValue);
    }

    private static int number(Config config, String key, int defaultValue) {
        return config.getOptionalValue(key, Integer.class).orElse(defaultValue);
    }
}
