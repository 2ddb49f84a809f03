package dev.codeagent.sandbox.docker;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.engine.Engine;
import dev.codeagent.engine.Labels;
import dev.codeagent.engine.Tar;
import java.io.IOException;
import java.util.Map;

/** Gives new volumes to the user who writes in them: an image need not know him, nor have folders of his. */
final class OwnedVolumes {
    private OwnedVolumes() {}

    /**
     * Through a container that is never started, as the one that shall use them has a root that cannot be written.
     *
     * @param places where the volumes are mounted, by their names
     */
    static void give(Engine engine, Labels labels, String image, Map<String, String> places, int user) {
        String helper = engine.create(
                image,
                spec -> spec.withCmd("true")
                        .withLabels(labels.role("helper"))
                        .withHostConfig(HostConfig.newHostConfig()
                                .withNetworkMode("none")
                                .withBinds(places.entrySet().stream()
                                        .map(e -> new Bind(e.getKey(), new Volume(e.getValue()), AccessMode.rw))
                                        .toList())));
        try {
            engine.unpack(helper, "/", Tar.folders(user, places.values()));
        } catch (IOException e) {
            throw new AgentException(ErrorCode.SANDBOX_FAILED, "an archive cannot be made: " + e.getMessage(), e);
        } finally {
            engine.remove(helper);
        }
    }
}
