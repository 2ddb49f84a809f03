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
final class MavenSettingsWriter {
    private static final String EMPTY_SETTINGS = "<settings/>\n";
    private static final String OFFLINE_SETTINGS = "<settings><offline>true</offline></settings>\n";

    private MavenSettingsWriter() {}

    /** The options of all Maven builds. */
    static List<String> write(WorkspaceConfig config) {
        var options = new ArrayList<>(config.mavenOptions());
        config.mavenSettings().ifPresent(text -> {
            try {
                var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
                Path file = Files.createTempFile("settings", ".xml", ownerOnly);
                Files.writeString(file, config.network() ? (text.isEmpty() ? EMPTY_SETTINGS : text) : OFFLINE_SETTINGS);
                file.toFile().deleteOnExit();
                options.addAll(List.of("-s", file.toString()));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write Maven's settings: " + e.getMessage(), e);
            }
        });
        return options;
    }
}
