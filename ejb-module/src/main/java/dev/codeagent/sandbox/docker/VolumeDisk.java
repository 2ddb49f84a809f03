package dev.codeagent.sandbox.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Volume;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.engine.Engine;
import dev.codeagent.engine.Labels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much room the disk of an engine's volumes has: no engine tells, so a container looks. */
final class VolumeDisk {
    private static final Pattern FREE = Pattern.compile("\\s\\d+\\s+\\d+\\s+(\\d+)\\s+\\d+%");

    private VolumeDisk() {}

    /** In bytes; nothing where the image has no {@code df}. */
    static Optional<Long> free(Engine engine, Labels labels, String image, String volume) {
        String container = engine.create(
                image,
                spec -> spec.withEntrypoint("df", "-Pk", ExecutorVolume.FOLDER)
                        .withCmd(List.of())
                        .withLabels(labels.role("helper"))
                        .withUser(ContainerPlan.USER + ":" + ContainerPlan.USER)
                        .withHostConfig(HostConfig.newHostConfig()
                                .withNetworkMode("none")
                                .withLogConfig(new LogConfig(LogConfig.LoggingType.JSON_FILE))
                                .withReadonlyRootfs(true)
                                .withCapDrop(Capability.ALL)
                                .withSecurityOpts(List.of("no-new-privileges"))
                                .withBinds(new Bind(volume, new Volume(ExecutorVolume.FOLDER), AccessMode.ro))));
        try {
            engine.start(container);
            Matcher free = FREE.matcher(output(engine, container));
            return free.find() ? Optional.of(Long.parseLong(free.group(1)) << 10) : Optional.empty();
        } catch (AgentException e) {
            if (e.getMessage().contains("\"df\"")) {
                return Optional.empty();
            }
            throw e;
        } finally {
            engine.remove(container);
        }
    }

    /** All that it prints until it ends. */
    private static String output(Engine engine, String container) {
        var text = new StringBuffer();
        engine.ask(
                "start",
                () -> engine.client()
                        .logContainerCmd(container)
                        .withStdOut(true)
                        .withFollowStream(true)
                        .exec(new ResultCallback.Adapter<Frame>() {
                            @Override
                            public void onNext(Frame frame) {
                                text.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
                            }
                        })
                        .awaitCompletion());
        return text.toString();
    }
}
