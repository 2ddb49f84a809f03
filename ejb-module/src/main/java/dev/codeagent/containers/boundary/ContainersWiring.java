package dev.codeagent.containers.boundary;

import dev.codeagent.api.doctor.DockerAddress;
import dev.codeagent.config.Settings;
import dev.codeagent.containers.ToolContainers;
import dev.codeagent.containers.ToolSettings;
import dev.codeagent.containers.own.Allowance;
import dev.codeagent.sandbox.EngineOwner;
import dev.codeagent.sandbox.boundary.SandboxWiring;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;

/** Makes the Docker tools that the configuration asks for. */
@ApplicationScoped
public class ContainersWiring {
    @Resource
    ManagedThreadFactory threads;

    @Produces
    @Singleton
    public ToolContainers toolContainers(Settings settings) {
        Path home = Path.of(System.getProperty("user.home"));
        var allowance = new Allowance(
                SandboxWiring.level(settings.sandbox()),
                SandboxWiring.limits(settings.sandbox()),
                settings.dockerTools().images(),
                settings.dockerTools().containers());
        return new ToolContainers(
                new ToolSettings(
                        settings.dockerTools().enabled(),
                        DockerAddress.of(System.getenv(), home),
                        DockerAddress.certificates(System.getenv(), home),
                        EngineOwner.of(settings.data()),
                        allowance,
                        settings.sandbox().subnet(),
                        settings.data().resolve("sandbox").resolve("docker-tools"),
                        settings.sandbox().commandTimeout()),
                threads::newThread);
    }
}
