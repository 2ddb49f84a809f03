package dev.codeagent.cli.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts Java programs in a session of their own, so that a Ctrl-C or a closed terminal does not reach them. */
public final class Detached {
    private Detached() {}

    /** How the command line of such a program begins; the process keeps its number. */
    static List<String> java() {
        return java(Path.of(System.getProperty("java.home")), SearchPath.ofThisSystem());
    }

    /** Windows has no sessions to leave, but a program without a console gets no Ctrl-C. */
    static List<String> java(Path home, SearchPath programs) {
        Path windowless = home.resolve("bin/javaw.exe");
        if (Files.isRegularFile(windowless)) {
            return List.of(windowless.toString());
        }
        var command = new ArrayList<>(session(programs));
        command.add(Installation.java(home).toString());
        return List.copyOf(command);
    }

    public static Optional<Path> onPath(String program) {
        return SearchPath.ofThisSystem().find(program);
    }

    /** Nothing where the system has no tool for it. */
    private static List<String> session(SearchPath programs) {
        return programs.find("setsid")
                .map(setsid -> List.of(setsid.toString()))
                .or(() -> programs.find("perl")
                        .map(perl -> List.of(perl.toString(), "-MPOSIX", "-e", "setsid(); exec @ARGV", "--")))
                .orElse(List.of());
    }
}
