package dev.codeagent.cli.server;

import java.io.File;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folders of the PATH.
 *
 * @param extensions possible extensions of program names: none on Unix, {@code .EXE}, {@code .CMD}, … on Windows
 */
public record SearchPath(List<Path> folders, List<String> extensions) {
    private static final String DEFAULT_WINDOWS_EXTENSIONS = ".COM;.EXE;.BAT;.CMD";

    public SearchPath {
        folders = List.copyOf(folders);
        extensions = List.copyOf(extensions);
    }

    public static SearchPath fromEnvironment() {
        return of(FileSystems.getDefault(), System.getenv(), File.pathSeparator.equals(";"));
    }

    static SearchPath of(FileSystem files, Map<String, String> environment, boolean windows) {
        List<Path> folders = Arrays.stream(
                        variable(environment, "PATH", "", windows).split(windows ? ";" : ":"))
                .map(folder -> windows ? folder.replace("\"", "") : folder)
                .filter(folder -> !folder.isBlank())
                .flatMap(folder -> parsePath(files, folder))
                .toList();
        List<String> extensions = windows
                ? List.of(variable(environment, "PATHEXT", DEFAULT_WINDOWS_EXTENSIONS, true)
                        .split(";"))
                : List.of("");
        return new SearchPath(folders, extensions);
    }

    /** The file of a program. Windows needs the file to start a program: it finds only {@code .EXE} by name. */
    public Optional<Path> find(String program) {
        return folders.stream()
                .flatMap(folder -> extensions.stream().map(extension -> folder.resolve(program + extension)))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /** On Windows the name may also be {@code Path}. */
    private static String variable(Map<String, String> environment, String name, String defaultValue, boolean windows) {
        return environment.entrySet().stream()
                .filter(e ->
                        windows ? e.getKey().equalsIgnoreCase(name) : e.getKey().equals(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(defaultValue);
    }

    /** Empty if the entry is not a valid path. */
    private static Stream<Path> parsePath(FileSystem files, String folder) {
        try {
            return Stream.of(files.getPath(folder));
        } catch (InvalidPathException e) {
            return Stream.empty();
        }
    }
}
