package dev.codeagent.sandbox.images;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.engine.Engine;
import dev.codeagent.engine.Labels;
import dev.codeagent.projects.Workspace;
import dev.codeagent.sandbox.Limits;
import dev.codeagent.sandbox.Progress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Gives each run its image: the project's own where it has one that may be used, else the server's. */
public final class ProjectImages {
    private static final int REMEMBERED = 100;
    private static final long LOOK_MILLIS = 200;

    private final Engine engine;
    private final String usual;
    private final Permitted permitted;
    private final ImageBuilds builds;
    private final ImagePulls pulls;
    private final ImageProbe probe;
    private final Map<String, Optional<Wish>> wishes = new LinkedHashMap<>();
    private final Map<String, ReentrantLock> making = new ConcurrentHashMap<>();

    /**
     * @param usual {@code sandbox.image}
     * @param limits of a build
     */
    public ProjectImages(
            Engine engine, Labels labels, String usual, Permitted permitted, Limits limits, BuildNetwork network) {
        this.engine = engine;
        this.usual = usual;
        this.permitted = permitted;
        this.builds = new ImageBuilds(engine, labels, limits, network);
        this.pulls = new ImagePulls(engine);
        this.probe = new ImageProbe(engine, labels);
    }

    /** The run's image, there and fit to be a sandbox; SANDBOX_FAILED names what stands against it. */
    public SandboxImage ready(Workspace workspace, Progress progress) {
        Optional<Wish> wish = wish(workspace, progress);
        String image = wish.flatMap(w -> own(workspace, w, progress)).orElse(usual);
        if (image.equals(usual) && engine.images().find(usual).isEmpty()) {
            making(usual, progress, () -> pulls.pull(usual, "sandbox.image", progress));
        }
        return new SandboxImage(
                image,
                wish.map(Wish::environment).orElse(Map.of()),
                wish.map(Wish::commands).orElse(List.of()));
    }

    /** Why a sandbox of the image did not start; nothing where the image is not the cause. */
    public void requireFit(String image) {
        probe.require(image, image.equals(usual) ? "sandbox.image" : "the project's");
    }

    private Optional<Wish> wish(Workspace workspace, Progress progress) {
        String key = workspace.project() + " " + workspace.base();
        synchronized (wishes) {
            if (wishes.containsKey(key) && progress == Progress.SILENT) {
                return wishes.get(key);
            }
        }
        Optional<Wish> found = Wishes.of(workspace.baseFiles(), progress);
        found.filter(w -> !w.ignored().isEmpty())
                .ifPresent(w -> progress.warn(
                        "image.ignored", "of " + w.source() + " is ignored: " + String.join("; ", w.ignored())));
        synchronized (wishes) {
            wishes.put(key, found);
            if (wishes.size() > REMEMBERED) {
                wishes.remove(wishes.keySet().iterator().next());
            }
        }
        return found;
    }

    private Optional<String> own(Workspace workspace, Wish wish, Progress progress) {
        if (wish.image().isEmpty() && wish.recipe().isEmpty()) {
            return Optional.empty();
        }
        if (permitted == Permitted.NONE || wish.recipe().isPresent() && permitted != Permitted.BUILT) {
            progress.warn(
                    "image.ignored",
                    wish.recipe()
                                    .map(recipe -> recipe.dockerfile()
                                            + " is not built: that runs the project's commands as root on"
                                            + " the engine, which sandbox.projectImage=built would permit")
                                    .orElse("the image that " + wish.source()
                                            + " names is not used, because sandbox.projectImage is none")
                            + "; " + usual + " is used");
            return Optional.empty();
        }
        String image =
                wish.image().isPresent() ? named(wish.image().get(), wish, progress) : built(workspace, wish, progress);
        if (!image.equals(usual)) {
            probe.require(image, wish.source());
            progress.info("image.selected", "the sandbox is made from " + image + " (" + wish.source() + ")");
        }
        return Optional.of(image);
    }

    private String named(String image, Wish wish, Progress progress) {
        ImagePulls.check(image, wish.source());
        making(image, progress, () -> pulls.pull(image, wish.source(), progress));
        return image;
    }

    private String built(Workspace workspace, Wish wish, Progress progress) {
        BuildContext context =
                BuildContext.of(workspace.baseFiles(), wish.recipe().orElseThrow(), wish.source());
        String project = workspace.project().value();
        String tag = ImageBuilds.tag(project, context);
        making(tag, progress, () -> builds.build(project, tag, wish, context, progress));
        return tag;
    }

    /** Two runs that want the same image wait for one making of it. */
    private void making(String image, Progress progress, Runnable make) {
        if (engine.images().find(image).isPresent()) {
            return;
        }
        ReentrantLock lock = making.computeIfAbsent(image, i -> new ReentrantLock());
        lock(lock, progress);
        try {
            if (engine.images().find(image).isEmpty()) {
                make.run();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void lock(ReentrantLock lock, Progress progress) {
        try {
            while (!lock.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                progress.check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while an image was made", e);
        }
    }
}
