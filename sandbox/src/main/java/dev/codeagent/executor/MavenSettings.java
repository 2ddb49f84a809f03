package dev.codeagent.executor;

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
                file.toFile().deleteOnExit();
                options.addAll(List.of("-s", file.toString()));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write Maven's settings: " + e.getMessage(), e);
            }
        });
        return options;
    }
}
