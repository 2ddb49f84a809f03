package dev.codeagent.modelgateway;

import com.github.dockerjava.api.exception.NotFoundException;
import dev.codeagent.docker.DockerEngineClient;
import java.io.InputStream;
import java.util.OptionalLong;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Reads a file of a container, even if the container does not run. */
final class ContainerFile {
    private ContainerFile() {}

    /**
     * Returns the size in bytes, 0 for a directory or a link, or empty if the file is missing. Reads only the first
     * header of the archive.
     */
    static OptionalLong size(DockerEngineClient engine, String container, String path) {
        return engine.call("copy", () -> {
            try (InputStream archive = engine.dockerClient()
                    .copyArchiveFromContainerCmd(container, path)
                    .exec()) {
                var entry = new TarArchiveInputStream(archive).getNextEntry();
                return entry == null ? OptionalLong.empty() : OptionalLong.of(entry.isFile() ? entry.getSize() : 0);
            } catch (NotFoundException e) {
                return OptionalLong.empty();
            }
        });
    }
}
