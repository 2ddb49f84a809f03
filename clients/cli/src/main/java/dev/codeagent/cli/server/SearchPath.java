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
 * Where the system looks for programs.
 *
 * @param extensions what a program's name may end in: nothing on Unix, {@code .EXE}, {@code .CMD}, … on Windows
 */
record SearchPath(List<Path> folders, List<String> extensions) {
    private static final String DEFAULT_WINDOWS_EXTENSIONS = ".COM;.EXE;.BAT;.CMD";

    SearchPath {
        folders = List.copyOf(folders);
        extensions = List.copyOf(extensions);
    }

    static SearchPath fromEnvironment() {
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

    /** The program's file; on Windows it must be started by this: only {@code .EXE} is found by name there. */
    Optional<Path> find(String program) {
        return folders.stream()
                .flatMap(folder -> extensions.stream().map(extension -> folder.resolve(program + extension)))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /** Windows writes {@code Path} as often as {@code PATH}. */
    private static String variable(Map<String, String> environment, String name, String defaultValue, boolean windows) {
        return environment.entrySet().stream()
                .filter(e ->
                        windows ? e.getKey().equalsIgnoreCase(name) : e.getKey().equals(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(defaultValue);
    }

    /** Anything may stand in the variable; what is no path holds no program. */
    private static Stream<Path> parsePath(FileSystem files, String folder) {
        try {
            return Stream.of(files.getPath(folder));
        } catch (InvalidPathException e) {
            return Stream.empty();
        }
    }
}
