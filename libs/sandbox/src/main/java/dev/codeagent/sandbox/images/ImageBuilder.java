package dev.codeagent.sandbox.images;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.Image;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.docker.DockerEngineClient;
import dev.codeagent.docker.DockerImages;
import dev.codeagent.docker.ResourceLabels;
import dev.codeagent.sandbox.ProgressListener;
import dev.codeagent.sandbox.ResourceLimits;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Builds the images of projects, each one once, and removes unused ones. */
final class ImageBuilder {
    static final String PREFIX = "codeagent/project-";
    private static final String ROLE = "image";
    /** The number of images to keep for a project, because runs alternate between branches. */
    private static final int MAX_IMAGES_PER_PROJECT = 3;

    private final DockerEngineClient engine;
    private final ResourceLabels labels;
    private final ResourceLimits limits;
    private final BuildNetwork network;

    ImageBuilder(DockerEngineClient engine, ResourceLabels labels, ResourceLimits limits, BuildNetwork network) {
        this.engine = engine;
        this.labels = labels;
        this.limits = limits;
        this.network = network;
    }

    static String tag(String project, BuildContext context) {
        String name =
                project.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return PREFIX + name + ":" + context.digest();
    }

    /**
     * Builds the image; a failed build leaves nothing behind.
     *
     * @throws dev.codeagent.api.error.AgentException SANDBOX_FAILED with the failed step and its last lines
     */
    void build(String project, String tag, ImageRequest imageRequest, BuildContext context, ProgressListener listener) {
        ImageBuildSpec buildSpec = imageRequest.buildSpec().orElseThrow();
        listener.info(
                "image.build",
                "building " + tag + " from " + buildSpec.dockerfile() + " (" + imageRequest.source() + ")");
        var log = new BuildLog(listener);
        long startNanos = System.nanoTime();
        try (BuildNetwork.Lease lease = network.open(project);
                InputStream tar = context.tar()) {
            engine.images().build(build(project, tag, buildSpec, lease), tar, log::append, listener::throwIfCancelled);
        } catch (AgentException e) {
            removeDanglingLayer(log.layer());
            throw e.code() == ErrorCode.CANCELLED ? e : failed(buildSpec, log, e);
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.STORAGE_FAILED, "the files of the build cannot be read: " + e.getMessage(), e);
        }
        listener.info("image.built", "built " + tag + " in " + (System.nanoTime() - startNanos) / 1_000_000_000 + " s");
        removeOldImages(project, tag);
    }

    private DockerImages.BuildOptions build(
            String project, String tag, ImageBuildSpec buildSpec, BuildNetwork.Lease lease) {
        Map<String, String> args = new HashMap<>(lease.environment());
        args.putAll(buildSpec.args());
        return new DockerImages.BuildOptions(
                tag,
                BuildContext.DOCKERFILE,
                buildSpec.target(),
                args,
                labels.projectLabels(project, ROLE),
                lease.networkMode(),
                limits.cpus(),
                limits.memoryBytes());
    }

    private static AgentException failed(ImageBuildSpec buildSpec, BuildLog log, AgentException e) {
        String lines = log.lastLines();
        return new AgentException(
                ErrorCode.SANDBOX_FAILED,
                "image: the build of " + buildSpec.dockerfile() + " failed"
                        + (log.step().isEmpty() ? "" : " at " + log.step()) + ": " + e.getMessage()
                        + (lines.isEmpty() ? "" : "\n" + lines),
                e);
    }

    /** Removes the layers of a failed build; those of named images stay. */
    private void removeDanglingLayer(String layer) {
        try {
            if (!layer.isEmpty()
                    && engine.images()
                            .find(layer)
                            .filter(ImageBuilder::isDangling)
                            .isPresent()) {
                engine.images().remove(layer);
            }
        } catch (AgentException e) {
            // The error of the build is reported; leftover layers are harmless.
        }
    }

    private static boolean isDangling(InspectImageResponse image) {
        return image.getRepoTags() == null || image.getRepoTags().isEmpty();
    }

    private void removeOldImages(String project, String current) {
        List<String> others = engine.images().findByLabels(labels.projectLabels(project, ROLE)).stream()
                .sorted(Comparator.comparing(Image::getCreated).reversed())
                .flatMap(image -> image.getRepoTags() == null ? Stream.empty() : Stream.of(image.getRepoTags()))
                .filter(tag -> tag.startsWith(PREFIX) && !tag.equals(current))
                .toList();
        others.stream().skip(MAX_IMAGES_PER_PROJECT - 1).forEach(engine.images()::remove);
    }
}
