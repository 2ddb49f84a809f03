package dev.codeagent.sandbox.boundary;

import dev.codeagent.config.SandboxSettings;
import dev.codeagent.config.Settings;
import dev.codeagent.docker.DockerConnection;
import dev.codeagent.sandbox.BubblewrapLauncher;
import dev.codeagent.sandbox.ExecutorInstallation;
import dev.codeagent.sandbox.LauncherSelector;
import dev.codeagent.sandbox.LauncherSettings;
import dev.codeagent.sandbox.OwnerId;
import dev.codeagent.sandbox.ResourceLimits;
import dev.codeagent.sandbox.SandboxLauncher;
import dev.codeagent.sandbox.SandboxObserver;
import dev.codeagent.sandbox.SecurityLevel;
import dev.codeagent.sandbox.Toolchain;
import dev.codeagent.sandbox.UnsandboxedLauncher;
import dev.codeagent.sandbox.docker.ContainerChecks;
import dev.codeagent.sandbox.docker.DockerLauncher;
import dev.codeagent.sandbox.docker.SandboxContainerSettings;
import dev.codeagent.sandbox.images.ProjectImagePolicy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Produces the sandbox launchers from the configuration. */
@ApplicationScoped
public class SandboxProducers {
    @Resource
    ManagedThreadFactory threads;

    @Produces
    @Singleton
    public LauncherSelector launcherSelector(Settings settings, SandboxObserver observer) {
        SandboxSettings sandbox = settings.sandbox();
        LauncherSettings launcherSettings = launcherSettings(settings);
        return new LauncherSelector(
                isolatedLaunchers(settings, launcherSettings),
                new UnsandboxedLauncher(launcherSettings),
                sandbox.enabled(),
                sandbox.allowPlain(),
                settings.inContainer(),
                Optional.of(settings.dataDirectory().resolve("demo"))
                        .filter(samples -> sandbox.launcher().equals("auto")),
                observer);
    }

    /** The checks of the container sandbox for the server's diagnostics. */
    @Produces
    @Singleton
    public ContainerChecks containerChecks(Settings settings) {
        return new ContainerChecks(dockerSandboxSettings(settings), launcherSettings(settings));
    }

    private LauncherSettings launcherSettings(Settings settings) {
        return new LauncherSettings(
                ExecutorInstallation.under(settings.home()),
                settings.dataDirectory().resolve("sandbox"),
                Toolchain.detect(System.getenv()),
                System.getenv(),
                settings.sandbox().commandTimeout(),
                threads::newThread);
    }

    private static List<SandboxLauncher> isolatedLaunchers(Settings settings, LauncherSettings launcherSettings) {
        String configuredLauncher = settings.sandbox().launcher();
        var launchers = new ArrayList<SandboxLauncher>();
        if (!configuredLauncher.equals("bubblewrap")) {
            launchers.add(new DockerLauncher(dockerSandboxSettings(settings), launcherSettings));
        }
        if (!configuredLauncher.equals("docker")) {
            launchers.add(new BubblewrapLauncher(
                    launcherSettings,
                    securityLevel(settings.sandbox()),
                    resourceLimits(settings.sandbox()),
                    settings.sandbox().egress()));
        }
        return launchers;
    }

    private static SandboxContainerSettings dockerSandboxSettings(Settings settings) {
        SandboxSettings sandbox = settings.sandbox();
        Path home = Path.of(System.getProperty("user.home"));
        return new SandboxContainerSettings(
                DockerConnection.fromEnvironment(System.getenv(), home),
                OwnerId.loadOrCreate(settings.dataDirectory()),
                sandbox.image(),
                ProjectImagePolicy.find(sandbox.projectImage()).orElse(ProjectImagePolicy.NAMED),
                securityLevel(sandbox),
                resourceLimits(sandbox),
                sandbox.subnet(),
                sandbox.warm(),
                sandbox.egress());
    }

    public static SecurityLevel securityLevel(SandboxSettings sandbox) {
        return SecurityLevel.find(sandbox.level()).orElse(SecurityLevel.STANDARD);
    }

    public static ResourceLimits resourceLimits(SandboxSettings sandbox) {
        return securityLevel(sandbox)
                .limits()
                .withOverrides(sandbox.cpus(), sandbox.memory(), sandbox.processes(), sandbox.disk());
    }
}
