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
 * @param endings what a program's name may end in: nothing on Unix, {@code .EXE}, {@code .CMD}, … on Windows
 */
record SearchPath(List<Path> folders, List<String> endings) {
    private static final String WINDOWS_ENDINGS = ".COM;.EXE;.BAT;.CMD";

    SearchPath {
        folders = List.copyOf(folders);
        endings = List.copyOf(endings);
    }

    static SearchPath ofThisSystem() {
        return of(FileSystems.getDefault(), System.getenv(), File.pathSeparator.equals(";"));
    }

    static SearchPath of(FileSystem files, Map<String, String> environment, boolean windows) {
        List<Path> folders = Arrays.stream(
                        variable(environment, "PATH", "", windows).split(windows ? ";" : ":"))
                .map(folder -> windows ? folder.replace("\"", "") : folder)
                .filter(folder -> !folder.isBlank())
                .flatMap(folder -> path(files, folder))
                .toList();
        List<String> endings = windows
                ? List.of(
                        variable(environment, "PATHEXT", WINDOWS_ENDINGS, true).split(";"))
                : List.of("");
        return new SearchPath(folders, endings);
    }

    /** The program's file; on Windows it must be started by this: only {@code .EXE} is found by name there. */
    Optional<Path> find(String program) {
        return folders.stream()
                .flatMap(folder -> endings.stream().map(ending -> folder.resolve(program + ending)))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /** Windows writes {@code Path} as often as {@code PATH}. */
    private static String variable(Map<String, String> environment, String name, String absent, boolean windows) {
        return environment.entrySet().stream()
                .filter(e ->
                        windows ? e.getKey().equalsIgnoreCase(name) : e.getKey().equals(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(absent);
    }

    /** Anything may stand in the variable; what is no path holds no program. */
    private static Stream<Path> path(FileSystem files, String folder) {
        try {
            return Stream.of(files.getPath(folder));
        } catch (InvalidPathException e) {
            return Stream.empty();
        }
    }
}
