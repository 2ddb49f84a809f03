package dev.codeagent.sandbox.images;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.projects.CommitFiles;
import dev.codeagent.sandbox.Progress;
import java.util.Optional;

/** Finds what a project asks for in the commit that a run begins with; the first file that is there counts. */
final class Wishes {
    /** Only here: a Dockerfile anywhere else builds the product and not its workshop. */
    static final String DOCKERFILE = ".codeagent/Dockerfile";

    private Wishes() {}

    /** SANDBOX_FAILED where our own file is wrong; one that other tools read too is left alone with a warning. */
    static Optional<Wish> of(CommitFiles files, Progress progress) {
        Optional<String> own = files.text(SandboxFile.PATH);
        if (own.isPresent()) {
            try {
                return Optional.of(SandboxFile.read(own.get()));
            } catch (IllegalArgumentException e) {
                throw new AgentException(ErrorCode.SANDBOX_FAILED, SandboxFile.PATH + " " + e.getMessage(), e);
            }
        }
        Optional<Recipe> dockerfile = files.text(DOCKERFILE)
                .flatMap(text -> Wish.ofDockerfile(DOCKERFILE, ".codeagent").recipe());
        for (String path : DevContainer.PATHS) {
            Optional<Wish> wish = files.text(path).flatMap(text -> devContainer(path, text, progress));
            if (wish.isPresent()) {
                boolean names =
                        wish.get().image().isPresent() || wish.get().recipe().isPresent();
                return names || dockerfile.isEmpty() ? wish : wish.map(w -> w.with(dockerfile.get()));
            }
        }
        return dockerfile.map(recipe -> Wish.ofDockerfile(DOCKERFILE, recipe.context()));
    }

    private static Optional<Wish> devContainer(String path, String text, Progress progress) {
        try {
            return Optional.of(DevContainer.read(path, text));
        } catch (IllegalArgumentException e) {
            progress.warn("image.ignored", path + " is not used, because it " + e.getMessage());
            return Optional.empty();
        }
    }
}
