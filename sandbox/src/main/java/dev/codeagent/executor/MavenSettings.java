package dev.codeagent.executor;

import dev.codeagent.executor.commands.ProcessTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * The Maven settings that the server gives a container. They may hold passwords, so they never lie in the workspace or in
 * HOME, which later sandboxes see too.
 */
final class MavenSettings {
    private static final String NONE = "<settings/>\n";
    private static final String OFFLINE = "<settings><offline>true</offline></settings>\n";

    private MavenSettings() {}

    /** The options of all Maven builds. */
    static List<String> lay(Opening opening) {
        var options = new ArrayList<>(opening.maven());
        opening.mavenSettings().ifPresent(text -> {
            try {
                var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
                Path file = Files.createTempFile("settings", ".xml", ownerOnly);
                Files.writeString(file, opening.network() ? (text.isEmpty() ? NONE : text) : OFFLINE);
                options.addAll(List.of("-s", file.toString()));
                // Only a HOME that is surely a sandbox's own: another's is not to be touched.
                if (!opening.network() && ProcessTree.isAlone(System.getenv())) {
                    offline(opening.home());
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write Maven's settings: " + e.getMessage(), e);
            }
        });
        return options;
    }

    /** An agent's own {@code mvn} shall not wait for a network that is not there. */
    private static void offline(Path home) throws IOException {
        Path own = home.resolve(".m2/settings.xml");
        if (Files.isDirectory(home) && Files.isWritable(home) && !Files.exists(own)) {
            Files.createDirectories(own.getParent());
            Files.writeString(own, OFFLINE);
        }
    }
}
