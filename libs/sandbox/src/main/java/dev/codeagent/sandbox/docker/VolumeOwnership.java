package dev.codeagent.sandbox.docker;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.docker.DockerEngineClient;
import dev.codeagent.docker.ResourceLabels;
import dev.codeagent.docker.TarArchives;
import java.io.IOException;
import java.util.Map;

/**
 * Changes the owner of new volumes to the user of the sandbox. The image need not know this user, nor have directories
 * of it.
 */
final class VolumeOwnership {
    private VolumeOwnership() {}

    /**
     * Uses a container that is never started, because the container of the sandbox has a read-only root.
     *
     * @param mountPaths mount paths by volume name
     */
    static void changeOwner(
            DockerEngineClient engine,
            ResourceLabels labels,
            String image,
            Map<String, String> mountPaths,
            int userId) {
        String helper = engine.createContainer(
                image,
                spec -> spec.withCmd("true")
                        .withLabels(labels.roleLabels("helper"))
                        .withHostConfig(HostConfig.newHostConfig()
                                .withNetworkMode("none")
                                .withBinds(mountPaths.entrySet().stream()
                                        .map(e -> new Bind(e.getKey(), new Volume(e.getValue()), AccessMode.rw))
                                        .toList())));
        try {
            engine.extractArchive(helper, "/", TarArchives.ownedDirectories(userId, mountPaths.values()));
        } catch (IOException e) {
            throw new AgentException(ErrorCode.SANDBOX_FAILED, "an archive cannot be created: " + e.getMessage(), e);
        } finally {
            engine.removeContainer(helper);
        }
    }
}
