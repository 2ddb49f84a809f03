package dev.codeagent.sandbox.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.engine.Engine;
import dev.codeagent.engine.Labels;
import dev.codeagent.engine.Tar;
import dev.codeagent.sandbox.ExecutorFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * The executor and its runtime as a read-only volume that is named by its content, so that engines on other machines have
 * them too. Made once on each engine.
 */
final class ExecutorVolume {
    static final String FOLDER = "/opt/executor";
    private static final String COMPLETE = "complete";

    private final Engine engine;
    private final Labels labels;
    private final ExecutorFiles files;
    private String name;

    ExecutorVolume(Engine engine, Labels labels, ExecutorFiles files) {
        this.engine = engine;
        this.labels = labels;
        this.files = files;
    }

    /** Its name, once it is complete. */
    synchronized String ready(String image) {
        if (name == null) {
            try {
                String hashed = "codeagent-executor-" + Tar.digest(roots()).substring(0, 16);
                fill(hashed, image);
                name = hashed;
            } catch (IOException e) {
                throw new AgentException(ErrorCode.SANDBOX_FAILED, "the executor cannot be read: " + e.getMessage(), e);
            }
        }
        return name;
    }

    private Map<String, Path> roots() {
        return Map.of("jar", files.jar().getParent(), "runtime", files.runtime());
    }

    /** Shared by all servers of the engine, so it bears no owner's label. */
    private void fill(String volume, String image) throws IOException {
        engine.ensureVolume(volume, Map.of(Labels.ROLE, "executor"));
        String helper = engine.create(
                image,
                spec -> spec.withCmd("true")
                        .withLabels(labels.role("helper"))
                        .withHostConfig(HostConfig.newHostConfig()
                                .withNetworkMode("none")
                                .withBinds(new Bind(volume, new Volume(FOLDER), AccessMode.rw))));
        try {
            if (!complete(helper)) {
                engine.unpack(helper, FOLDER, Tar.of(roots()));
                engine.unpack(helper, FOLDER, Tar.file(COMPLETE, new byte[0]));
            }
        } finally {
            engine.remove(helper);
        }
    }

    private boolean complete(String helper) {
        return engine.ask("copy", () -> {
            try (InputStream found = engine.client()
                    .copyArchiveFromContainerCmd(helper, FOLDER + "/" + COMPLETE)
                    .exec()) {
                found.transferTo(java.io.OutputStream.nullOutputStream());
                return true;
            } catch (NotFoundException e) {
                return false;
            }
        });
    }
}
