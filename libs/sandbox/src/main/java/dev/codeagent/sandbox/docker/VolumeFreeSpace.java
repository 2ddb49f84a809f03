package dev.codeagent.sandbox.docker;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Volume;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.docker.ContainerLog;
import dev.codeagent.docker.DockerEngineClient;
import dev.codeagent.docker.ResourceLabels;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures the free disk space of the volumes of an engine. The Docker API does not provide it, so a container runs
 * {@code df}.
 */
final class VolumeFreeSpace {
    private static final Pattern AVAILABLE = Pattern.compile("\\s\\d+\\s+\\d+\\s+(\\d+)\\s+\\d+%");

    private VolumeFreeSpace() {}

    /** The free space in bytes; empty if the image has no {@code df}. */
    static Optional<Long> measure(DockerEngineClient engine, ResourceLabels labels, String image, String volume) {
        String container = engine.createContainer(
                image,
                spec -> spec.withEntrypoint("df", "-Pk", ExecutorVolume.MOUNT_PATH)
                        .withCmd(List.of())
                        .withLabels(labels.roleLabels("helper"))
                        .withUser(SandboxContainerSpec.USER_ID + ":" + SandboxContainerSpec.USER_ID)
                        .withHostConfig(HostConfig.newHostConfig()
                                .withNetworkMode("none")
                                .withLogConfig(new LogConfig(LogConfig.LoggingType.JSON_FILE))
                                .withReadonlyRootfs(true)
                                .withCapDrop(Capability.ALL)
                                .withSecurityOpts(List.of("no-new-privileges"))
                                .withBinds(new Bind(volume, new Volume(ExecutorVolume.MOUNT_PATH), AccessMode.ro))));
        try {
            engine.startContainer(container);
            Matcher matcher = AVAILABLE.matcher(ContainerLog.awaitStandardOutput(engine, container));
            return matcher.find() ? Optional.of(Long.parseLong(matcher.group(1)) << 10) : Optional.empty();
        } catch (AgentException e) {
            if (e.getMessage().contains("\"df\"")) {
                return Optional.empty();
            }
            throw e;
        } finally {
            engine.removeContainer(container);
        }
    }
}
