package dev.codeagent.containers.boundary;

import dev.codeagent.config.Settings;
import dev.codeagent.containers.DockerToolFactory;
import dev.codeagent.containers.ToolContainerSettings;
import dev.codeagent.containers.managed.ContainerPolicy;
import dev.codeagent.docker.DockerConnection;
import dev.codeagent.sandbox.OwnerId;
import dev.codeagent.sandbox.boundary.SandboxProducers;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;

/** Produces the factory of Docker tools from the configuration. */
@ApplicationScoped
public class DockerToolProducers {
    @Resource
    ManagedThreadFactory threads;

    @Produces
    @Singleton
    public DockerToolFactory dockerToolFactory(Settings settings) {
        Path home = Path.of(System.getProperty("user.home"));
        var policy = new ContainerPolicy(
                SandboxProducers.securityLevel(settings.sandbox()),
                SandboxProducers.resourceLimits(settings.sandbox()),
                settings.dockerTools().images(),
                settings.dockerTools().containers());
        return new DockerToolFactory(
                new ToolContainerSettings(
                        settings.dockerTools().enabled(),
                        DockerConnection.fromEnvironment(System.getenv(), home),
                        OwnerId.loadOrCreate(settings.dataDirectory()),
                        policy,
                        settings.sandbox().subnet(),
                        settings.dataDirectory().resolve("sandbox").resolve("docker-tools"),
                        settings.sandbox().commandTimeout()),
                threads::newThread);
    }
}
