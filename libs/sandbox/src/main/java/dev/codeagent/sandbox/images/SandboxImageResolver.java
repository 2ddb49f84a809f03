package dev.codeagent.sandbox.images;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.docker.DockerEngineClient;
import dev.codeagent.docker.ResourceLabels;
import dev.codeagent.sandbox.ProgressListener;
import dev.codeagent.sandbox.ResourceLimits;
import dev.codeagent.sandbox.Workspace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Selects the image of each run: that of the project if it has an allowed one, otherwise that of the server. */
public final class SandboxImageResolver {
    private static final int MAX_CACHED_REQUESTS = 100;
    private static final long CANCEL_CHECK_MILLIS = 200;

    private final DockerEngineClient engine;
    private final String defaultImage;
    private final ProjectImagePolicy policy;
    private final ImageBuilder builder;
    private final ImagePuller puller;
    private final ImageValidator validator;
    private final Map<String, Optional<ImageRequest>> requests = new LinkedHashMap<>();
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    /**
     * @param defaultImage {@code sandbox.image}
     * @param limits of a build
     */
    public SandboxImageResolver(
            DockerEngineClient engine,
            ResourceLabels labels,
            String defaultImage,
            ProjectImagePolicy policy,
            ResourceLimits limits,
            BuildNetwork network) {
        this.engine = engine;
        this.defaultImage = defaultImage;
        this.policy = policy;
        this.builder = new ImageBuilder(engine, labels, limits, network);
        this.puller = new ImagePuller(engine);
        this.validator = new ImageValidator(engine, labels);
    }

    /**
     * The image of the run, after it is pulled or built if necessary, and checked.
     *
     * @throws dev.codeagent.api.error.AgentException SANDBOX_FAILED with the reason if it cannot be used
     */
    public SandboxImage resolve(Workspace workspace, ProgressListener listener) {
        Optional<ImageRequest> imageRequest = imageRequest(workspace, listener);
        String image =
                imageRequest.flatMap(r -> projectImage(workspace, r, listener)).orElse(defaultImage);
        if (image.equals(defaultImage) && engine.images().find(defaultImage).isEmpty()) {
            ensureOnce(defaultImage, listener, () -> puller.pull(defaultImage, "sandbox.image", listener));
        }
        return new SandboxImage(
                image,
                imageRequest.map(ImageRequest::environment).orElse(Map.of()),
                imageRequest.map(ImageRequest::commands).orElse(List.of()));
    }

    /**
     * Finds out whether the image is the reason why a sandbox did not start.
     *
     * @throws dev.codeagent.api.error.AgentException SANDBOX_FAILED if the image is unusable
     */
    public void requireUsable(String image) {
        validator.requireUsable(image, image.equals(defaultImage) ? "sandbox.image" : "the project's");
    }

    private Optional<ImageRequest> imageRequest(Workspace workspace, ProgressListener listener) {
        String key = workspace.project() + " " + workspace.baseCommit();
        synchronized (requests) {
            if (requests.containsKey(key) && listener == ProgressListener.NO_OP) {
                return requests.get(key);
            }
        }
        Optional<ImageRequest> found = ImageRequestReader.read(workspace.baseFiles(ImageRequestReader.PATHS), listener);
        found.filter(r -> !r.ignoredKeys().isEmpty())
                .ifPresent(r -> listener.warn(
                        "image.ignored", "ignored in " + r.source() + ": " + String.join("; ", r.ignoredKeys())));
        synchronized (requests) {
            requests.put(key, found);
            if (requests.size() > MAX_CACHED_REQUESTS) {
                requests.remove(requests.keySet().iterator().next());
            }
        }
        return found;
    }

    private Optional<String> projectImage(Workspace workspace, ImageRequest imageRequest, ProgressListener listener) {
        if (imageRequest.image().isEmpty() && imageRequest.buildSpec().isEmpty()) {
            return Optional.empty();
        }
        if (policy == ProjectImagePolicy.NONE
                || imageRequest.buildSpec().isPresent() && policy != ProjectImagePolicy.BUILT) {
            listener.warn(
                    "image.ignored",
                    imageRequest
                                    .buildSpec()
                                    .map(buildSpec -> buildSpec.dockerfile()
                                            + " is not built, because a build runs the project's commands as root on"
                                            + " the engine; set sandbox.projectImage=built to allow that")
                                    .orElse("the image that " + imageRequest.source()
                                            + " names is not used, because sandbox.projectImage is none")
                            + "; " + defaultImage + " is used");
            return Optional.empty();
        }
        String image = imageRequest.image().isPresent()
                ? pullNamed(imageRequest.image().get(), imageRequest, listener)
                : buildIfMissing(workspace, imageRequest, listener);
        if (!image.equals(defaultImage)) {
            validator.requireUsable(image, imageRequest.source());
            listener.info("image.selected", "the sandbox uses the image " + image + " (" + imageRequest.source() + ")");
        }
        return Optional.of(image);
    }

    private String pullNamed(String image, ImageRequest imageRequest, ProgressListener listener) {
        ImagePuller.requireValidName(image, imageRequest.source());
        ensureOnce(image, listener, () -> puller.pull(image, imageRequest.source(), listener));
        return image;
    }

    private String buildIfMissing(Workspace workspace, ImageRequest imageRequest, ProgressListener listener) {
        BuildContext context = BuildContext.of(
                workspace.baseFiles(ImageRequestReader.PATHS),
                imageRequest.buildSpec().orElseThrow(),
                imageRequest.source());
        String project = workspace.project().value();
        String tag = ImageBuilder.tag(project, context);
        ensureOnce(tag, listener, () -> builder.build(project, tag, imageRequest, context, listener));
        return tag;
    }

    /** Runs that need the same image wait for one pull or build. */
    private void ensureOnce(String image, ProgressListener listener, Runnable action) {
        if (engine.images().find(image).isPresent()) {
            return;
        }
        ReentrantLock lock = locks.computeIfAbsent(image, i -> new ReentrantLock());
        lockOrCancel(lock, listener);
        try {
            if (engine.images().find(image).isEmpty()) {
                action.run();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void lockOrCancel(ReentrantLock lock, ProgressListener listener) {
        try {
            while (!lock.tryLock(CANCEL_CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
                listener.throwIfCancelled();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while waiting for an image", e);
        }
    }
}
