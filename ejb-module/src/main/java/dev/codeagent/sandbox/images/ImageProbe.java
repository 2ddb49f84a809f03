package dev.codeagent.sandbox.images;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.HostConfig;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.engine.Engine;
import dev.codeagent.engine.Labels;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Looks whether an image has what an executor needs, without running anything of it. */
final class ImageProbe {
    private static final String USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final int MOST_FOLDERS = 16;
    /** By Java's name of the processor; where glibc's loader lies. */
    private static final Map<String, String> LOADERS =
            Map.of("amd64", "/lib64/ld-linux-x86-64.so.2", "aarch64", "/lib/ld-linux-aarch64.so.1");

    private final Engine engine;
    private final Labels labels;
    private final Set<String> good = ConcurrentHashMap.newKeySet();

    ImageProbe(Engine engine, Labels labels) {
        this.engine = engine;
        this.labels = labels;
    }

    /** SANDBOX_FAILED with all that is missing; an image that was found good is not looked at again. */
    void require(String image, String source) {
        InspectImageResponse found = engine.images()
                .find(image)
                .orElseThrow(() -> new AgentException(
                        ErrorCode.SANDBOX_FAILED, "image " + image + " (" + source + ") is not there (any more)"));
        if (good.contains(found.getId())) {
            return;
        }
        List<String> missing = missing(image, path(found));
        if (!missing.isEmpty()) {
            throw new AgentException(
                    ErrorCode.SANDBOX_FAILED,
                    "image " + image + " (" + source + ") cannot be a sandbox: it has " + String.join(", ", missing)
                            + ". Any image with glibc, /bin/sh and git serves; add what is missing in a Dockerfile, or name"
                            + " another image");
        }
        good.add(found.getId());
    }

    private List<String> missing(String image, List<String> path) {
        String container = engine.create(
                image,
                spec -> spec.withCmd("/bin/sh")
                        .withLabels(labels.role("helper"))
                        .withHostConfig(HostConfig.newHostConfig().withNetworkMode("none")));
        try {
            var missing = new ArrayList<String>();
            if (!has(container, "/bin/sh")) {
                missing.add("no /bin/sh");
            }
            if (path.stream().noneMatch(folder -> has(container, folder + "/git"))) {
                missing.add("no git in " + String.join(":", path));
            }
            String loader = LOADERS.getOrDefault(System.getProperty("os.arch"), "/");
            if (!has(container, loader)) {
                missing.add("no glibc (" + loader + "; the executor does not run on musl, as Alpine has it)");
            }
            return missing;
        } finally {
            engine.remove(container);
        }
    }

    private static List<String> path(InspectImageResponse image) {
        String[] variables = image.getConfig() == null || image.getConfig().getEnv() == null
                ? new String[0]
                : image.getConfig().getEnv();
        String path = Stream.of(variables)
                .filter(variable -> variable.startsWith("PATH="))
                .map(variable -> variable.substring("PATH=".length()))
                .findFirst()
                .orElse(USUAL_PATH);
        return Stream.of(path.split(":"))
                .filter(f -> f.startsWith("/"))
                .limit(MOST_FOLDERS)
                .toList();
    }

    private boolean has(String container, String file) {
        return engine.ask("image", () -> {
            try (InputStream found =
                    engine.client().copyArchiveFromContainerCmd(container, file).exec()) {
                return found.read() >= 0;
            } catch (NotFoundException e) {
                return false;
            }
        });
    }
}
