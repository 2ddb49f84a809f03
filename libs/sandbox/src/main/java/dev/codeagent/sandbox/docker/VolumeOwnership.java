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

/** Gives new volumes to the user who writes in them: an image need not know him, nor have folders of his. */
final class VolumeOwnership {
    private VolumeOwnership() {}

    /**
     * Through a container that is never started, as the one that shall use them has a root that cannot be written.
     *
     * @param mountPaths where the volumes are mounted, by their names
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
            throw new AgentException(ErrorCode.SANDBOX_FAILED, "an archive cannot be made: " + e.getMessage(), e);
        } finally {
            engine.removeContainer(helper);
        }
    }
}
