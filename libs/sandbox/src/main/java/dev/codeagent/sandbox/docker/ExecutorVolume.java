package dev.codeagent.sandbox.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.docker.DockerEngineClient;
import dev.codeagent.docker.ResourceLabels;
import dev.codeagent.docker.TarArchives;
import dev.codeagent.sandbox.ExecutorInstallation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The executor and its runtime in a read-only volume that is named by its content, so that remote engines have them
 * too. Filled once on each engine.
 */
final class ExecutorVolume {
    static final String MOUNT_PATH = "/opt/executor";
    private static final String MARKER_FILE = "complete";
    /**
     * A program that its user cannot read makes its process not dumpable (prctl(2)): commands, which have the same user,
     * cannot trace it or open its memory, descriptors, environment and working directory.
     */
    private static final Set<String> EXECUTE_ONLY = Set.of("runtime/bin/java");

    private final DockerEngineClient engine;
    private final ResourceLabels labels;
    private final ExecutorInstallation installation;
    private @Nullable String name;

    ExecutorVolume(DockerEngineClient engine, ResourceLabels labels, ExecutorInstallation installation) {
        this.engine = engine;
        this.labels = labels;
        this.installation = installation;
    }

    /** Fills the volume if necessary and returns its name. */
    synchronized String ensureFilled(String image) {
        if (name == null) {
            try {
                String volumeName = "codeagent-executor-"
                        + TarArchives.digest(roots(), EXECUTE_ONLY).substring(0, 16);
                populate(volumeName, image);
                name = volumeName;
            } catch (IOException e) {
                throw new AgentException(ErrorCode.SANDBOX_FAILED, "the executor cannot be read: " + e.getMessage(), e);
            }
        }
        return name;
    }

    private Map<String, Path> roots() {
        return Map.of("jar", installation.jarDirectory(), "runtime", installation.runtime());
    }

    /** All servers of the engine share the volume, so it has no owner label. */
    private void populate(String volume, String image) throws IOException {
        engine.ensureVolume(volume, Map.of(ResourceLabels.ROLE, "executor"));
        String helper = engine.createContainer(
                image,
                spec -> spec.withCmd("true")
                        .withLabels(labels.roleLabels("helper"))
                        .withHostConfig(HostConfig.newHostConfig()
                                .withNetworkMode("none")
                                .withBinds(new Bind(volume, new Volume(MOUNT_PATH), AccessMode.rw))));
        try {
            if (!isComplete(helper)) {
                engine.extractArchive(helper, MOUNT_PATH, TarArchives.fromDirectories(roots(), EXECUTE_ONLY));
                engine.extractArchive(helper, MOUNT_PATH, TarArchives.fromFile(MARKER_FILE, new byte[0]));
            }
        } finally {
            engine.removeContainer(helper);
        }
    }

    private boolean isComplete(String helper) {
        return engine.call("copy", () -> {
            try (InputStream archive = engine.dockerClient()
                    .copyArchiveFromContainerCmd(helper, MOUNT_PATH + "/" + MARKER_FILE)
                    .exec()) {
                archive.transferTo(java.io.OutputStream.nullOutputStream());
                return true;
            } catch (NotFoundException e) {
                return false;
            }
        });
    }
}
