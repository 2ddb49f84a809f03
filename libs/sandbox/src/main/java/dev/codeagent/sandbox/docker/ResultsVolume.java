package dev.codeagent.sandbox.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.SELContext;
import com.github.dockerjava.api.model.Volume;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.docker.ContainerLog;
import dev.codeagent.docker.DockerEngineClient;
import dev.codeagent.docker.ResourceLabels;
import dev.codeagent.docker.TarArchives;
import java.io.IOException;
import java.util.List;

/**
 * The volume in which the executor stores its results. They are in a directory of the executor's user below one that
 * only root can enter: the engine starts the executor in it, and commands, which have the same user, have no path to
 * it.
 */
final class ResultsVolume {
    static final String MOUNT_PATH = "/results";
    private static final String CLOSED = "private";
    private static final String INNER = "run";
    /** The working directory of the executor. */
    static final String DIRECTORY = MOUNT_PATH + "/" + CLOSED + "/" + INNER;

    private static final long ROOT = 0;
    /** Moves what an executor of an earlier version stored at the top of the volume, which commands could change. */
    private static final String MIGRATE = "set -e; cd " + MOUNT_PATH + "; chown 0:0 .; chmod 755 .;"
            + " [ \"$(stat -c %u " + CLOSED + " 2>/dev/null)\" = 0 ] || rm -rf " + CLOSED + ";"
            + " mkdir -p -m 700 " + CLOSED + "; mkdir -p " + CLOSED + "/" + INNER + ";"
            + " for f in *; do [ \"$f\" = " + CLOSED + " ] || [ \"$f\" = '*' ] || mv -- \"$f\" " + CLOSED + "/" + INNER
            + "/; done;"
            + " chmod 700 " + CLOSED + "/" + INNER + "; chown " + SandboxContainerSpec.USER_ID + ":"
            + SandboxContainerSpec.USER_ID + " " + CLOSED + "/" + INNER;

    private ResultsVolume() {}

    /** The mount of a sandbox. The volume must not copy the directory of the image with its owner. */
    static Bind bind(String volume) {
        return new Bind(volume, new Volume(MOUNT_PATH), AccessMode.rw, SELContext.DEFAULT, true);
    }

    /** Creates the directories in the new volume of a container that is not started yet. */
    static void initialize(DockerEngineClient engine, String container) {
        try {
            engine.extractArchive(
                    container, MOUNT_PATH, TarArchives.closedDirectory(CLOSED, INNER, SandboxContainerSpec.USER_ID));
        } catch (IOException e) {
            throw new AgentException(ErrorCode.SANDBOX_FAILED, "an archive cannot be created: " + e.getMessage(), e);
        }
    }

    /** Creates the directories in a volume that an earlier version filled. */
    static void migrateIfNeeded(
            DockerEngineClient engine, ResourceLabels labels, String image, String container, String volume) {
        if (isInitialized(engine, container)) {
            return;
        }
        String helper = engine.createContainer(
                image,
                spec -> spec.withEntrypoint("/bin/sh", "-c", MIGRATE + "; echo done")
                        .withCmd(List.of())
                        .withLabels(labels.roleLabels("helper"))
                        .withUser("0:0")
                        .withHostConfig(HostConfig.newHostConfig()
                                .withNetworkMode("none")
                                .withLogConfig(new LogConfig(LogConfig.LoggingType.JSON_FILE))
                                .withSecurityOpts(List.of("no-new-privileges"))
                                .withBinds(bind(volume))));
        try {
            engine.startContainer(helper);
            if (!ContainerLog.awaitStandardOutput(engine, helper).strip().endsWith("done")) {
                throw new AgentException(
                        ErrorCode.SANDBOX_FAILED, "the results of the run cannot be moved in volume " + volume);
            }
        } finally {
            engine.removeContainer(helper);
        }
    }

    private static boolean isInitialized(DockerEngineClient engine, String container) {
        return engine.call("copy", () -> {
            try (var archive = engine.dockerClient()
                    .copyArchiveFromContainerCmd(container, MOUNT_PATH + "/" + CLOSED)
                    .exec()) {
                return TarArchives.firstEntryOwner(archive) == ROOT;
            } catch (NotFoundException e) {
                return false;
            }
        });
    }
}
