package dev.codeagent.sandbox.images;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.sandbox.CommitFiles;
import dev.codeagent.sandbox.ProgressListener;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the image request of a project from the base commit of a run; the first existing file is used. */
final class ImageRequestReader {
    /** Only this path: a Dockerfile elsewhere builds the product, not its development environment. */
    static final String DOCKERFILE = ".codeagent/Dockerfile";

    /** Every file that is read. */
    static final List<String> PATHS = Stream.concat(
                    Stream.of(SandboxFileReader.PATH, DOCKERFILE), DevContainerReader.PATHS.stream())
            .toList();

    private ImageRequestReader() {}

    /**
     * Reads the request. If a file that other tools read too is invalid, it is ignored with a warning.
     *
     * @throws dev.codeagent.api.error.AgentException SANDBOX_FAILED if our own file is invalid
     */
    static Optional<ImageRequest> read(CommitFiles files, ProgressListener listener) {
        Optional<String> sandboxFile = files.readText(SandboxFileReader.PATH);
        if (sandboxFile.isPresent()) {
            try {
                return Optional.of(SandboxFileReader.read(sandboxFile.get()));
            } catch (IllegalArgumentException e) {
                throw new AgentException(ErrorCode.SANDBOX_FAILED, SandboxFileReader.PATH + " " + e.getMessage(), e);
            }
        }
        Optional<ImageBuildSpec> dockerfile = files.readText(DOCKERFILE)
                .flatMap(text ->
                        ImageRequest.fromDockerfile(DOCKERFILE, ".codeagent").buildSpec());
        for (String path : DevContainerReader.PATHS) {
            Optional<ImageRequest> imageRequest =
                    files.readText(path).flatMap(text -> readDevContainer(path, text, listener));
            if (imageRequest.isPresent()) {
                boolean hasImage = imageRequest.get().image().isPresent()
                        || imageRequest.get().buildSpec().isPresent();
                return hasImage || dockerfile.isEmpty()
                        ? imageRequest
                        : imageRequest.map(w -> w.withBuildSpec(dockerfile.get()));
            }
        }
        return dockerfile.map(buildSpec -> ImageRequest.fromDockerfile(DOCKERFILE, buildSpec.context()));
    }

    private static Optional<ImageRequest> readDevContainer(String path, String text, ProgressListener listener) {
        try {
            return Optional.of(DevContainerReader.read(path, text));
        } catch (IllegalArgumentException e) {
            listener.warn("image.ignored", path + " is not used, because it " + e.getMessage());
            return Optional.empty();
        }
    }
}
