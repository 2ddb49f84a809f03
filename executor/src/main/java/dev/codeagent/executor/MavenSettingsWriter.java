package dev.codeagent.executor;

import dev.codeagent.executor.files.RegularFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
                String settings = config.network() ? (text.isEmpty() ? EMPTY_SETTINGS : text) : OFFLINE_SETTINGS;
                Path file = RegularFiles.create(
                        Path.of(System.getProperty("java.io.tmpdir")),
                        "settings",
                        ".xml",
                        settings.getBytes(StandardCharsets.UTF_8));
                file.toFile().deleteOnExit();
                options.addAll(List.of("-s", file.toString()));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write the Maven settings: " + e.getMessage(), e);
            }
        });
        return options;
    }
}
