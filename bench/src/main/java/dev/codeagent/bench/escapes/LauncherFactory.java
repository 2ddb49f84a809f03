package dev.codeagent.bench.escapes;

import dev.codeagent.bench.harness.BuildArtifacts;
import dev.codeagent.diagnostics.DockerHost;
import dev.codeagent.docker.DockerConnection;
import dev.codeagent.sandbox.BubblewrapLauncher;
import dev.codeagent.sandbox.ExecutorInstallation;
import dev.codeagent.sandbox.LauncherSettings;
import dev.codeagent.sandbox.OwnerId;
import dev.codeagent.sandbox.ResourceLimits;
import dev.codeagent.sandbox.SandboxLauncher;
import dev.codeagent.sandbox.SecurityLevel;
import dev.codeagent.sandbox.Toolchain;
import dev.codeagent.sandbox.docker.DockerLauncher;
import dev.codeagent.sandbox.docker.SandboxContainerSettings;
import dev.codeagent.sandbox.images.ProjectImagePolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Creates the launchers under test like the server does, with low limits that resource cases reach soon. */
record LauncherFactory(Path dataDirectory, String secret) {
    static final ResourceLimits LIMITS = new ResourceLimits(2, 1L << 30, 256, 256L << 20);
    static final String IMAGE = "codeagent/sandbox:latest";
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(60);

    SandboxLauncher createBubblewrap() {
        return new BubblewrapLauncher(settings(), SecurityLevel.STANDARD, LIMITS, List.of());
    }

    SandboxLauncher createDocker() {
        return new DockerLauncher(
                new SandboxContainerSettings(
                        DockerConnection.withoutTls(engineAddress()),
                        instanceId(),
                        IMAGE,
                        ProjectImagePolicy.NONE,
                        SecurityLevel.STANDARD,
                        LIMITS,
                        "10.231.0.0/16",
                        0,
                        List.of()),
                settings());
    }

    static String engineAddress() {
        return DockerHost.resolve(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    String instanceId() {
        return OwnerId.loadOrCreate(dataDirectory);
    }

    private LauncherSettings settings() {
        var environment = new HashMap<>(System.getenv());
        environment.putAll(Map.of("ANTHROPIC_API_KEY", secret, "HOST_SECRET", secret));
        return new LauncherSettings(
                ExecutorInstallation.under(BuildArtifacts.locate().projectRoot().resolve("ear/micro/target/server")),
                dataDirectory.resolve("sandbox"),
                Toolchain.detect(System.getenv()),
                environment,
                COMMAND_TIMEOUT,
                work -> Thread.ofPlatform().daemon().unstarted(work));
    }

    /** Placeholders of the cases; values above a limit are well above it, because limits are checked once a second. */
    PlaceholderExpander placeholders() {
        return new PlaceholderExpander(Map.of(
                "proxy",
                "http://127.0.0.1:3128",
                "workspace",
                "/workspace",
                "home",
                "/home/agent",
                "results",
                "/results",
                "over",
                String.valueOf(LIMITS.processes() * 3 / 2),
                "overMB",
                String.valueOf((LIMITS.memoryBytes() >> 20) * 3 / 2),
                "overDisk",
                String.valueOf((LIMITS.diskBytes() >> 20) * 4)));
    }
}
