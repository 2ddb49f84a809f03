package dev.codeagent.cli.server;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Starts a program in a session of its own, so that a Ctrl-C or a closed terminal does not reach it. */
public final class Detached {
    private Detached() {}

    /** What to put before a command; the process keeps its number. Nothing where the system has no such tool. */
    public static List<String> prefix() {
        return onPath("setsid")
                .map(setsid -> List.of(setsid.toString()))
                .or(() -> onPath("perl")
                        .map(perl -> List.of(perl.toString(), "-MPOSIX", "-e", "setsid(); exec @ARGV", "--")))
                .orElse(List.of());
    }

    public static Optional<Path> onPath(String program) {
        return Arrays.stream(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .filter(dir -> !dir.isBlank())
                .map(dir -> Path.of(dir, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
