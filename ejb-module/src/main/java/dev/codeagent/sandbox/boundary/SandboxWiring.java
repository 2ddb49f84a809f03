package dev.codeagent.sandbox.boundary;

import dev.codeagent.api.doctor.DockerAddress;
import dev.codeagent.config.SandboxSettings;
import dev.codeagent.config.Settings;
import dev.codeagent.sandbox.BubblewrapLauncher;
import dev.codeagent.sandbox.EngineOwner;
import dev.codeagent.sandbox.ExecutorFiles;
import dev.codeagent.sandbox.LaunchSettings;
import dev.codeagent.sandbox.Limits;
import dev.codeagent.sandbox.PlainLauncher;
import dev.codeagent.sandbox.SandboxLauncher;
import dev.codeagent.sandbox.Sandboxes;
import dev.codeagent.sandbox.SecurityLevel;
import dev.codeagent.sandbox.Toolchain;
import dev.codeagent.sandbox.docker.ContainerChecks;
import dev.codeagent.sandbox.docker.DockerLauncher;
import dev.codeagent.sandbox.docker.DockerSettings;
import dev.codeagent.sandbox.images.Permitted;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the launchers that the configuration asks for. */
@ApplicationScoped
public class SandboxWiring {
    @Resource
    ManagedThreadFactory threads;

    @Produces
    @Singleton
    public Sandboxes sandboxes(Settings settings) {
        SandboxSettings sandbox = settings.sandbox();
        LaunchSettings launch = launch(settings);
        return new Sandboxes(
                walls(settings, launch),
                new PlainLauncher(launch),
                sandbox.enabled(),
                sandbox.allowPlain(),
                settings.container(),
                Optional.of(settings.data().resolve("demo"))
                        .filter(samples -> sandbox.launcher().equals("auto")));
    }

    /** For the doctor. */
    @Produces
    @Singleton
    public ContainerChecks containerChecks(Settings settings) {
        return new ContainerChecks(docker(settings), launch(settings));
    }

    private LaunchSettings launch(Settings settings) {
        return new LaunchSettings(
                ExecutorFiles.in(settings.home()),
                settings.data().resolve("sandbox"),
                Toolchain.find(System.getenv()),
                System.getenv(),
                settings.sandbox().commandTimeout(),
                threads::newThread);
    }

    private static List<SandboxLauncher> walls(Settings settings, LaunchSettings launch) {
        String wanted = settings.sandbox().launcher();
        var walls = new ArrayList<SandboxLauncher>();
        if (!wanted.equals("bubblewrap")) {
            walls.add(new DockerLauncher(docker(settings), launch));
        }
        if (!wanted.equals("docker")) {
            walls.add(new BubblewrapLauncher(launch, limits(settings.sandbox())));
        }
        return walls;
    }

    private static DockerSettings docker(Settings settings) {
        SandboxSettings sandbox = settings.sandbox();
        Path home = Path.of(System.getProperty("user.home"));
        return new DockerSettings(
                DockerAddress.of(System.getenv(), home),
                DockerAddress.certificates(System.getenv(), home),
                EngineOwner.of(settings.data()),
                sandbox.image(),
                Permitted.find(sandbox.projectImage()).orElse(Permitted.NAMED),
                level(sandbox),
                limits(sandbox),
                sandbox.subnet(),
                sandbox.warm(),
                sandbox.egress());
    }

    public static SecurityLevel level(SandboxSettings sandbox) {
        return SecurityLevel.find(sandbox.level()).orElse(SecurityLevel.STANDARD);
    }

    public static Limits limits(SandboxSettings sandbox) {
        return level(sandbox).limits().with(sandbox.cpus(), sandbox.memory(), sandbox.processes(), sandbox.disk());
    }
}
