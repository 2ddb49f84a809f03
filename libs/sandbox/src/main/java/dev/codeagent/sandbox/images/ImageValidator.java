package dev.codeagent.sandbox.images;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.HostConfig;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.docker.DockerEngineClient;
import dev.codeagent.docker.ResourceLabels;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Checks that an image has what an executor needs, without running it. */
final class ImageValidator {
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final int MAX_PATH_ENTRIES = 16;
    /** The path of the glibc loader by {@code os.arch}. */
    private static final Map<String, String> LOADERS =
            Map.of("amd64", "/lib64/ld-linux-x86-64.so.2", "aarch64", "/lib/ld-linux-aarch64.so.1");

    private final DockerEngineClient engine;
    private final ResourceLabels labels;
    private final Set<String> validImageIds = ConcurrentHashMap.newKeySet();

    ImageValidator(DockerEngineClient engine, ResourceLabels labels) {
        this.engine = engine;
        this.labels = labels;
    }

    /**
     * Checks an image; a valid one is checked only once.
     *
     * @throws dev.codeagent.api.error.AgentException SANDBOX_FAILED with everything that is missing
     */
    void requireUsable(String image, String source) {
        InspectImageResponse found = engine.images()
                .find(image)
                .orElseThrow(() -> new AgentException(
                        ErrorCode.SANDBOX_FAILED,
                        "image " + image + " (" + source + ") does not exist (any more); pull or build it again"));
        if (validImageIds.contains(found.getId())) {
            return;
        }
        List<String> missing = findMissing(image, pathEntries(found));
        if (!missing.isEmpty()) {
            throw new AgentException(
                    ErrorCode.SANDBOX_FAILED,
                    "image " + image + " (" + source + ") cannot be used for a sandbox: it has "
                            + String.join(", ", missing)
                            + ". An image needs glibc, /bin/sh and git; add what is missing in a Dockerfile, or use"
                            + " another image");
        }
        validImageIds.add(found.getId());
    }

    private List<String> findMissing(String image, List<String> path) {
        String container = engine.createContainer(
                image,
                spec -> spec.withCmd("/bin/sh")
                        .withLabels(labels.roleLabels("helper"))
                        .withHostConfig(HostConfig.newHostConfig().withNetworkMode("none")));
        try {
            var missing = new ArrayList<String>();
            if (!hasFile(container, "/bin/sh")) {
                missing.add("no /bin/sh");
            }
            if (path.stream().noneMatch(folder -> hasFile(container, folder + "/git"))) {
                missing.add("no git in " + String.join(":", path));
            }
            String loader = LOADERS.getOrDefault(System.getProperty("os.arch"), "/");
            if (!hasFile(container, loader)) {
                missing.add("no glibc (" + loader + "; the executor does not run on musl, which Alpine uses)");
            }
            return missing;
        } finally {
            engine.removeContainer(container);
        }
    }

    private static List<String> pathEntries(InspectImageResponse image) {
        String[] variables = image.getConfig() == null || image.getConfig().getEnv() == null
                ? new String[0]
                : image.getConfig().getEnv();
        String path = Stream.of(variables)
                .filter(variable -> variable.startsWith("PATH="))
                .map(variable -> variable.substring("PATH=".length()))
                .findFirst()
                .orElse(DEFAULT_PATH);
        return Stream.of(path.split(":"))
                .filter(f -> f.startsWith("/"))
                .limit(MAX_PATH_ENTRIES)
                .toList();
    }

    private boolean hasFile(String container, String file) {
        return engine.call("image", () -> {
            try (InputStream found = engine.dockerClient()
                    .copyArchiveFromContainerCmd(container, file)
                    .exec()) {
                return found.read() >= 0;
            } catch (NotFoundException e) {
                return false;
            }
        });
    }
}
