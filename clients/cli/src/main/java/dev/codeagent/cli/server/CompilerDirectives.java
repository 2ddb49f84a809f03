package dev.codeagent.cli.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The compiler directives (JEP 165) beside the server's jar: methods that the C2 compiler does not compile. */
public final class CompilerDirectives {
    /** The line that Java prints when it reads the directives. */
    public static final String JVM_NOTICE = "1 compiler directives added";

    private CompilerDirectives() {}

    /** JVM options for the directives; none if the file is missing, because Java would not start. */
    public static List<String> jvmOptions(Path jar) {
        Path file = jar.resolveSibling("compiler-directives.json");
        return Files.isReadable(file)
                ? List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:CompilerDirectivesFile=" + file)
                : List.of();
    }
}
