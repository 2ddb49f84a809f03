package dev.codeagent.cli.settings;

import dev.codeagent.cli.exit.CliException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The options of every command. The command line overrides the settings file, which overrides the defaults.
 *
 * @param project a folder of the repository to work on; see {@link #projectId}
 * @param projectGiven whether the user named it; else it is the working directory
 * @param provider {@code NAME} or {@code NAME/MODEL} for all agents
 * @param server address of a running server; if present, the client starts no server
 * @param serverNamedByProject whether the address is from the settings file of a project, which may be hostile
 * @param data the data directory, which selects the local server
 * @param dataGiven whether the user named it; else it is the default
 * @param settingsFile the settings file that was read, if there is one
 * @param here whether only this folder of the repository is the project, not the whole repository
 * @param upload {@code always}, {@code never}, or {@code auto}: if the server is on another machine
 */
public record GlobalOptions(
        Path project,
        boolean projectGiven,
        Optional<String> provider,
        Optional<URI> server,
        boolean serverNamedByProject,
        Path data,
        boolean dataGiven,
        Optional<Integer> port,
        boolean json,
        Optional<Path> settingsFile,
        boolean here,
        String upload) {
    private static final Pattern PROJECT_ID = Pattern.compile("proj-[0-9a-f]{12}");
    private static final List<String> UPLOAD_VALUES = List.of("auto", "always", "never");
    private static final String LOOPBACK = "localhost|127\\.[0-9.]+|\\[::1]";

    /** @param given options of the command line by long name without dashes */
    public static GlobalOptions of(Map<String, String> given, Path workingDirectory, Path defaultData, Path home) {
        var paths = new UserPathResolver(workingDirectory, home);
        Path project = paths.resolve("project", given.getOrDefault("project", ""));
        SettingsFile file = SettingsFile.find(
                Optional.ofNullable(given.get("settings")).map(f -> paths.resolve("settings", f)), project, home);
        if (!isUsersOwn(file, given, home)) {
            file.requireKeysOfProject();
        }
        var all = new HashMap<>(file.values());
        all.putAll(given);
        return new GlobalOptions(
                paths.resolve("project", all.getOrDefault("project", "")),
                all.containsKey("project"),
                Optional.ofNullable(all.get("provider")).filter(p -> !p.isBlank()),
                Optional.ofNullable(all.get("server")).map(GlobalOptions::server),
                all.containsKey("server") && !given.containsKey("server") && !isUsersOwn(file, given, home),
                Optional.ofNullable(all.get("data"))
                        .map(d -> paths.resolve("data", d))
                        .orElse(defaultData),
                all.containsKey("data"),
                Optional.ofNullable(all.get("port")).map(GlobalOptions::port),
                json(all.getOrDefault("json", "false")),
                file.file(),
                given.containsKey("here"),
                upload(all.getOrDefault("upload", "auto"), all.containsKey("server")));
    }

    private static String upload(String text, boolean serverNamed) {
        if (!UPLOAD_VALUES.contains(text)) {
            throw CliException.usageError("upload: '" + text + "' is none of " + String.join(", ", UPLOAD_VALUES));
        }
        if (text.equals("always") && !serverNamed) {
            throw CliException.usageError("upload: 'always' needs the address of a server; name it with --server");
        }
        return text;
    }

    /** Whether the files are sent to the server. One at a loopback address reads them itself. */
    public boolean isUploaded() {
        return server.isPresent()
                && projectId().isEmpty()
                && (upload.equals("always")
                        || upload.equals("auto")
                                && !String.valueOf(server.get().getHost()).matches(LOOPBACK));
    }

    /**
     * The id of the project that {@code --project} names: of a project without a directory on this machine. A directory
     * of that name comes first.
     */
    public Optional<String> projectId() {
        Path name = project.getFileName();
        return Optional.ofNullable(name)
                .map(Path::toString)
                .filter(text -> projectGiven && PROJECT_ID.matcher(text).matches() && !Files.exists(project));
    }

    /** Whether the user wrote or named the settings file. */
    private static boolean isUsersOwn(SettingsFile file, Map<String, String> given, Path home) {
        return given.containsKey("settings")
                || file.file()
                        .filter(f -> SettingsFile.ofUser(home).contains(f))
                        .isPresent();
    }

    private static URI server(String text) {
        String address = text.replaceFirst("/+$", "");
        if (!address.matches("https?://[^/\\s?#]+(/[^\\s?#]*)?")) {
            throw CliException.usageError(
                    "server: '" + text + "' is not an address; use for example http://127.0.0.1:8080");
        }
        try {
            return URI.create(address);
        } catch (IllegalArgumentException e) {
            throw CliException.usageError("server: '" + text + "' is not an address: " + e.getMessage());
        }
    }

    private static int port(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65535) {
            throw CliException.usageError("port: '" + text + "' is not a port; use a number from 0 to 65535");
        }
        return Integer.parseInt(text);
    }

    private static boolean json(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw CliException.usageError("json: '" + text + "' is not a boolean; use true or false");
        }
        return text.equals("true");
    }
}
