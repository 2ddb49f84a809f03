package dev.codeagent.cli.settings;

import dev.codeagent.api.text.SpellingSuggestion;
import dev.codeagent.cli.exit.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The client's settings file, JSON or YAML: defaults for the options that every command has.
 *
 * @param file the file, if there is one
 * @param values keys to text; paths are absolute
 */
public record SettingsFile(Optional<Path> file, Map<String, String> values) {
    public static final List<String> KEYS = List.of("project", "provider", "server", "upload", "data", "port", "json");

    /** Where the server keeps its programs, data and approvals is for its user to decide, not for a repository. */
    private static final List<String> KEYS_OF_USER = List.of("data", "port", "project", "upload");

    private static final List<String> EXTENSIONS = List.of("json", "yaml", "yml");

    public SettingsFile {
        values = Map.copyOf(values);
    }

    /**
     * Reads the named file, else the nearest {@code .codeagent.json} from the project's directory up to the root of its
     * repository, else {@code ~/.codeagent/settings.json}.
     */
    public static SettingsFile find(Optional<Path> named, Path project, Path home) {
        return named.or(() -> Stream.concat(
                                upwards(project)
                                        .flatMap(directory ->
                                                EXTENSIONS.stream().map(e -> directory.resolve(".codeagent." + e))),
                                ofUser(home).stream())
                        .filter(Files::isRegularFile)
                        .findFirst())
                .map(file -> read(file, home))
                .orElseGet(() -> new SettingsFile(Optional.empty(), Map.of()));
    }

    /** The directory, and those above it up to the root of the git repository; without a repository only itself. */
    private static Stream<Path> upwards(Path project) {
        var directories = new ArrayList<Path>();
        // Where the directory really is; the server finds the repository in the same way.
        Path current = Files.isDirectory(project) ? realPath(project) : null;
        while (current != null && !Files.exists(current.resolve(".git"))) {
            directories.add(current);
            current = current.getParent();
        }
        return current == null
                ? Stream.of(project)
                : Stream.concat(Stream.of(project), Stream.concat(directories.stream(), Stream.of(current)));
    }

    private static Path realPath(Path directory) {
        try {
            return directory.toRealPath();
        } catch (IOException e) {
            return directory;
        }
    }

    /** The user's own settings files; a repository below {@code ~/.codeagent} has others. */
    static List<Path> ofUser(Path home) {
        return EXTENSIONS.stream()
                .map(e -> home.resolve(".codeagent/settings." + e))
                .toList();
    }

    /** @throws CliException if this file, which is part of a repository, sets what only the user may set */
    void requireKeysOfProject() {
        KEYS_OF_USER.stream().filter(values::containsKey).findFirst().ifPresent(key -> {
            throw CliException.usageError(
                    "settings file " + file.map(Path::toString).orElse("") + ": a file in a project may not set '" + key
                            + "'; set it in ~/.codeagent/settings.json, or give --" + key);
        });
    }

    private static SettingsFile read(Path file, Path home) {
        try {
            // JSON is YAML, so one parser reads both.
            var load = new Load(LoadSettings.builder().setLabel(file.toString()).build());
            return switch (load.loadFromString(Files.readString(file))) {
                case null -> new SettingsFile(Optional.of(file), Map.of());
                case Map<?, ?> map -> new SettingsFile(Optional.of(file), validate(file, map, home));
                default ->
                    throw CliException.usageError(
                            "settings file " + file + ": must be an object with the keys " + String.join(", ", KEYS));
            };
        } catch (YamlEngineException e) {
            throw CliException.usageError("settings file " + file + ": invalid JSON or YAML: " + e.getMessage());
        } catch (IOException e) {
            throw CliException.unreadableFile(file, e);
        }
    }

    private static Map<String, String> validate(Path file, Map<?, ?> map, Path home) {
        // Paths are relative to the file, so they do not depend on the working directory.
        var paths = new UserPathResolver(
                Objects.requireNonNull(file.toAbsolutePath().getParent()), home);
        var values = new TreeMap<String, String>();
        map.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (!KEYS.contains(name)) {
                throw CliException.usageError("settings file " + file + ": unknown key '" + name + "'"
                        + SpellingSuggestion.didYouMean(name, KEYS) + "; known keys: " + String.join(", ", KEYS));
            }
            if (!(value instanceof String || value instanceof Number || value instanceof Boolean)) {
                throw CliException.usageError("settings file " + file + ": key '" + name + "' must be a single value");
            }
            boolean path = name.equals("project") || name.equals("data");
            String text = value.toString();
            values.put(name, path ? paths.resolve(file + ": " + name, text).toString() : text);
        });
        return values;
    }
}
