package dev.codeagent.executor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the Maven settings that the server passes to a container. They may contain passwords, so the file is neither
 * in the workspace nor in HOME, which later sandboxes also mount.
 */
final class MavenSettingsWriter {
    private static final String EMPTY_SETTINGS = "<settings/>\n";
    private static final String OFFLINE_SETTINGS = "<settings><offline>true</offline></settings>\n";

    private MavenSettingsWriter() {}

    /** Returns the options of all Maven builds. */
    static List<String> write(WorkspaceConfig config) {
        var options = new ArrayList<>(config.mavenOptions());
        config.mavenSettings().ifPresent(text -> {
            try {
                var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
                Path file = Files.createTempFile("settings", ".xml", ownerOnly);
                String settings = config.network() ? (text.isEmpty() ? EMPTY_SETTINGS : text) : OFFLINE_SETTINGS;
                Files.writeString(file, settings, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                file.toFile().deleteOnExit();
                options.addAll(List.of("-s", file.toString()));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write the Maven settings: " + e.getMessage(), e);
            }
        });
        return options;
    }
}
