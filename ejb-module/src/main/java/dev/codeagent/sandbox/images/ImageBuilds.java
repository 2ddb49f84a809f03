package dev.codeagent.sandbox.images;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.Image;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.engine.Engine;
import dev.codeagent.engine.Images;
import dev.codeagent.engine.Labels;
import dev.codeagent.sandbox.Limits;
import dev.codeagent.sandbox.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Builds projects' images, each once, and takes away those that are no longer used. */
final class ImageBuilds {
    static final String PREFIX = "codeagent/project-";
    private static final String ROLE = "image";
    /** Of a project; branches that differ go to and fro between theirs. */
    private static final int KEPT = 3;

    private final Engine engine;
    private final Labels labels;
    private final Limits limits;
    private final BuildNetwork network;

    ImageBuilds(Engine engine, Labels labels, Limits limits, BuildNetwork network) {
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

    /** SANDBOX_FAILED with the step that failed and its last lines; nothing of a failed build stays. */
    void build(String project, String tag, Wish wish, BuildContext context, Progress progress) {
        Recipe recipe = wish.recipe().orElseThrow();
        progress.info("image.build", "builds " + tag + " from " + recipe.dockerfile() + " (" + wish.source() + ")");
        var log = new BuildLog(progress);
        long began = System.nanoTime();
        try (BuildNetwork.Way way = network.open(project);
                InputStream tar = context.tar()) {
            engine.images().build(build(project, tag, recipe, way), tar, log::add, progress::check);
        } catch (AgentException e) {
            clean(log.layer());
            throw e.code() == ErrorCode.CANCELLED ? e : failed(recipe, log, e);
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.STORAGE_FAILED, "the files of a build cannot be read: " + e.getMessage(), e);
        }
        progress.info("image.built", tag + " was built in " + (System.nanoTime() - began) / 1_000_000_000 + " s");
        removeOld(project, tag);
    }

    private Images.Build build(String project, String tag, Recipe recipe, BuildNetwork.Way way) {
        Map<String, String> args = new HashMap<>(way.variables());
        args.putAll(recipe.args());
        return new Images.Build(
                tag,
                BuildContext.DOCKERFILE,
                recipe.target(),
                args,
                labels.project(project, ROLE),
                way.mode(),
                limits.cpus(),
                limits.memoryBytes());
    }

    private static AgentException failed(Recipe recipe, BuildLog log, AgentException e) {
        String lines = log.lastLines();
        return new AgentException(
                ErrorCode.SANDBOX_FAILED,
                "image: the build of " + recipe.dockerfile() + " failed"
                        + (log.step().isEmpty() ? "" : " at " + log.step()) + ": " + e.getMessage()
                        + (lines.isEmpty() ? "" : "\n" + lines),
                e);
    }

    /** The layers of a failed build serve nobody; those of images with a name stay. */
    private void clean(String layer) {
        try {
            if (!layer.isEmpty()
                    && engine.images().find(layer).filter(ImageBuilds::nameless).isPresent()) {
                engine.images().remove(layer);
            }
        } catch (AgentException e) {
            // What the build failed of is told; this is only dust.
        }
    }

    private static boolean nameless(InspectImageResponse image) {
        return image.getRepoTags() == null || image.getRepoTags().isEmpty();
    }

    private void removeOld(String project, String current) {
        List<String> others = engine.images().labelled(labels.project(project, ROLE)).stream()
                .sorted(Comparator.comparing(Image::getCreated).reversed())
                .flatMap(image -> image.getRepoTags() == null ? Stream.empty() : Stream.of(image.getRepoTags()))
                .filter(tag -> tag.startsWith(PREFIX) && !tag.equals(current))
                .toList();
        others.stream().skip(KEPT - 1).forEach(engine.images()::remove);
    }
}
