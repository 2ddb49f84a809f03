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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Logger;

/**
 * HOME of sandboxes: the volume of the project's cache while it is prepared, and for agents a volume of their run that
 * starts with the content of the cache. What an agent changes stays with the run, so no later preparation, which has
 * network, executes it.
 *
 * <p>The engine mounts the volume of a run as an overlay (overlayfs) of the cache; where it cannot, the cache is copied.
 */
final class CacheVolumes {
    private static final Logger LOG = Logger.getLogger(CacheVolumes.class.getName());
    private static final String CACHE_MOUNT = "/mnt/cache";
    private static final String RUN_MOUNT = "/mnt/run";
    private static final Duration COPY_TIMEOUT = Duration.ofMinutes(5);
    private static final long COPY_CHECK_MILLIS = 100;

    private final DockerEngineClient engine;
    private final ResourceLabels labels;
    private volatile boolean overlays = true;

    CacheVolumes(DockerEngineClient engine, ResourceLabels labels) {
        this.engine = engine;
        this.labels = labels;
    }

    /** The volume that preparations of the project write to. */
    String prepared(String project) {
        return "codeagent-" + labels.owner() + "-packages-" + project;
    }

    /** The names of the volumes that {@link #ensureForRun} creates in addition to those of the run. */
    static List<String> namesForRun(SandboxContainer.Volumes volumes) {
        String name = volumes.workspace().replaceFirst("-workspace-", "-home-");
        return name.equals(volumes.workspace()) ? List.of() : List.of(name, name + "-changes");
    }

    /** Returns the volume for HOME of the run's agents. */
    String ensureForRun(String project, String image, SandboxContainer.Volumes volumes) {
        List<String> names = namesForRun(volumes);
        String home = names.getFirst();
        if (exists(home)) {
            return home;
        }
        Map<String, String> volumeLabels = labels.projectLabels(project, "volume");
        String changes = names.getLast();
        engine.ensureVolume(prepared(project), volumeLabels);
        if (!overlays) {
            engine.ensureVolume(home, volumeLabels);
            copy(project, image, home);
            return home;
        }
        engine.ensureVolume(changes, volumeLabels);
        createDirectories(project, image, changes);
        String upper = mountPoint(changes);
        engine.call(
                "volume",
                () -> engine.dockerClient()
                        .createVolumeCmd()
                        .withName(home)
                        .withLabels(volumeLabels)
                        .withDriver("local")
                        .withDriverOpts(Map.of(
                                "type",
                                "overlay",
                                "device",
                                "overlay",
                                "o",
                                "lowerdir=" + mountPoint(prepared(project)) + ",upperdir=" + upper + "/upper,workdir="
                                        + upper + "/work,index=off"))
                        .exec());
        return home;
    }

    /**
     * Whether a container did not start because the engine cannot mount overlays of volumes. From then on the cache is
     * copied.
     */
    boolean disablesOverlays(SandboxContainer.Volumes volumes, AgentException failure) {
        String home = namesForRun(volumes).getFirst();
        String message = String.valueOf(failure.getMessage());
        if (!overlays || !message.contains("mount") || !message.contains(home)) {
            return false;
        }
        LOG.warning(
                "the engine mounts no overlays of volumes, so every run copies the project's cache; error=" + message);
        overlays = false;
        engine.removeVolume(home);
        return true;
    }

    private boolean exists(String volume) {
        return engine.call("volume", () -> {
            try {
                engine.dockerClient().inspectVolumeCmd(volume).exec();
                return true;
            } catch (com.github.dockerjava.api.exception.NotFoundException e) {
                return false;
            }
        });
    }

    private String mountPoint(String volume) {
        return Objects.requireNonNull(engine.call(
                "volume",
                () -> engine.dockerClient().inspectVolumeCmd(volume).exec().getMountpoint()));
    }

    private void createDirectories(String project, String image, String changes) {
        String helper = createHelper(project, image, changes, List.of("true"));
        try {
            engine.extractArchive(
                    helper,
                    "/",
                    TarArchives.ownedDirectories(
                            SandboxContainerSpec.USER_ID,
                            List.of(CACHE_MOUNT, RUN_MOUNT + "/upper", RUN_MOUNT + "/work")));
        } catch (IOException e) {
            throw new AgentException(ErrorCode.SANDBOX_FAILED, "an archive cannot be created: " + e.getMessage(), e);
        } finally {
            engine.removeContainer(helper);
        }
    }

    private void copy(String project, String image, String home) {
        String helper = createHelper(
                project,
                image,
                home,
                List.of(
                        "/bin/sh",
                        "-c",
                        "cp -a " + CACHE_MOUNT + "/. " + RUN_MOUNT + " && chown " + SandboxContainerSpec.USER_ID + ":"
                                + SandboxContainerSpec.USER_ID + " " + RUN_MOUNT));
        try {
            engine.startContainer(helper);
            long deadline = System.nanoTime() + COPY_TIMEOUT.toNanos();
            while (engine.exitState(helper).isEmpty()) {
                if (System.nanoTime() > deadline) {
                    throw new AgentException(
                            ErrorCode.SANDBOX_FAILED,
                            "the project's cache was not copied within " + COPY_TIMEOUT.toMinutes()
                                    + " minutes; remove the volume " + prepared(project) + " if it is too large");
                }
                Thread.sleep(COPY_CHECK_MILLIS);
            }
            Long exitCode = engine.exitState(helper).orElseThrow().getExitCodeLong();
            if (exitCode == null || exitCode != 0) {
                throw new AgentException(
                        ErrorCode.SANDBOX_FAILED, "the project's cache cannot be copied: exit code " + exitCode);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while the project's cache was copied", e);
        } finally {
            engine.removeContainer(helper);
        }
    }

    private String createHelper(String project, String image, String runVolume, List<String> command) {
        var binds = new ArrayList<Bind>();
        binds.add(new Bind(prepared(project), new Volume(CACHE_MOUNT), AccessMode.rw));
        binds.add(new Bind(runVolume, new Volume(RUN_MOUNT), AccessMode.rw));
        return engine.createContainer(
                image,
                spec -> spec.withEntrypoint(command)
                        .withUser("0:0")
                        .withLabels(labels.roleLabels("helper"))
                        .withHostConfig(HostConfig.newHostConfig()
                                .withNetworkMode("none")
                                .withBinds(binds)));
    }
}
