package dev.codeagent.modelgateway;

import com.github.dockerjava.api.exception.NotFoundException;
import dev.codeagent.docker.DockerEngineClient;
import java.io.InputStream;
import java.util.OptionalLong;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A file in a container that need not run. */
final class ContainerFile {
    private ContainerFile() {}

    /** Its size in bytes, 0 for a folder or a link; nothing where it is missing. Only the head of the archive is read. */
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
