package dev.codeagent.sandbox;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Protects the executor of a bubblewrap sandbox from the commands, which have the same user:
 *
 * <ul>
 *   <li>its Java program can be executed but not read, so the kernel makes the process not dumpable (prctl(2)): no
 *       other process can trace it or open its memory, descriptors, environment and working directory;
 *   <li>it is process 1, so that no other process has its streams, and signals of commands do not end it;
 *   <li>the directory of the results is below one that nobody can enter. The executor starts in it, with a capability
 *       that it then gives up.
 * </ul>
 */
record ExecutorIsolation(Path java, Path scratchDirectory) {
    /** Where the results are; the executor starts there. */
    static final String RESULTS = "/results/run";

    private static final String CLOSED_DIRECTORY = "/results";
    private static final String JAVA = "/opt/executor-runtime/bin/java";
    private static final List<Path> PROGRAM_DIRECTORIES = List.of(Path.of("/usr/bin"), Path.of("/bin"));
    private static final String EXECUTE_ONLY = "--x--x--x";

    /** Starts the executor, after bubblewrap's own options. */
    List<String> command() {
        return List.of(
                setpriv().toString(),
                "--ambient-caps=-all",
                "--inh-caps=-all",
                "--bounding-set=-all",
                "--",
                // Only the next program is without the capabilities; with them, Java would be able to read its file.
                "/bin/sh",
                "-c",
                "exec \"$@\"",
                "sh",
                JAVA);
    }

    /** The options of bubblewrap for the first process, in addition to {@code --cap-drop ALL}. */
    static List<String> processOptions() {
        return List.of("--as-pid-1", "--cap-add", "CAP_DAC_READ_SEARCH", "--cap-add", "CAP_SETPCAP");
    }

    /** The mounts, after that of the runtime; the root must be made read-only after them. */
    List<String> mountArguments(Path results) throws IOException {
        var arguments = new ArrayList<>(List.of("--ro-bind", executeOnlyJava().toString(), JAVA));
        arguments.addAll(List.of("--perms", "0000", "--dir", CLOSED_DIRECTORY, "--bind", results.toString(), RESULTS));
        return arguments;
    }

    /** A copy of the program of the runtime, because the installation may belong to another user. */
    private Path executeOnlyJava() throws IOException {
        byte[] content = Files.readAllBytes(java);
        Path copy = Files.createDirectories(scratchDirectory)
                .resolve("java-" + HexFormat.of().toHexDigits(Arrays.hashCode(content)));
        if (!Files.exists(copy) || !isExecuteOnly(copy)) {
            Path partial = Files.createTempFile(scratchDirectory, "java", ".new");
            Files.write(partial, content);
            Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString(EXECUTE_ONLY));
            Files.move(partial, copy, StandardCopyOption.ATOMIC_MOVE);
        }
        return copy;
    }

    private static boolean isExecuteOnly(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                .equals(EXECUTE_ONLY);
    }

    /** @throws AgentException SANDBOX_UNAVAILABLE if the program that gives up capabilities is not installed */
    static void requireAvailable() {
        setpriv();
    }

    private static Path setpriv() {
        Optional<Path> program = PROGRAM_DIRECTORIES.stream()
                .map(directory -> directory.resolve("setpriv"))
                .filter(Files::isExecutable)
                .findFirst();
        return program.orElseThrow(() -> new AgentException(
                ErrorCode.SANDBOX_UNAVAILABLE,
                "setpriv is not in /usr/bin; install it (Debian, Ubuntu: apt-get install util-linux)"));
    }
}
