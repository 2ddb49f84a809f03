package dev.codeagent.cli.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines that start Java in a new session, so that Ctrl-C or a closed terminal does not reach it. */
final class DetachedCommand {
    private DetachedCommand() {}

    /** The start of such a command line; the process keeps its pid. */
    static List<String> javaCommand() {
        return javaCommand(Path.of(System.getProperty("java.home")), SearchPath.fromEnvironment());
    }

    /** Windows has no sessions, but a program without a console ({@code javaw}) receives no Ctrl-C. */
    static List<String> javaCommand(Path home, SearchPath searchPath) {
        Path javaw = home.resolve("bin/javaw.exe");
        if (Files.isRegularFile(javaw)) {
            return List.of(javaw.toString());
        }
        var command = new ArrayList<>(newSessionCommand(searchPath));
        command.add(Installation.javaExecutable(home).toString());
        return List.copyOf(command);
    }

    /** Prefix that starts a program in a new session; empty if the system has no tool for it. */
    private static List<String> newSessionCommand(SearchPath searchPath) {
        return searchPath
                .find("setsid")
                .map(setsid -> List.of(setsid.toString()))
                .or(() -> searchPath
                        .find("perl")
                        .map(perl -> List.of(perl.toString(), "-MPOSIX", "-e", "setsid(); exec @ARGV", "--")))
                .orElse(List.of());
    }
}
