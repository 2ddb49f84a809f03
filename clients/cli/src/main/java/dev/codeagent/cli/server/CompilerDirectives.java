package dev.codeagent.cli.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The rules for Java's compilers (JEP 165) that lie beside the server's jar: what the second one leaves alone. */
public final class CompilerDirectives {
    /** What Java says of its own accord when it takes them. */
    public static final String JVM_NOTICE = "1 compiler directives added";

    private CompilerDirectives() {}

    /** Java's options for them; none where the file is missing, for Java would not start. */
    public static List<String> jvmOptions(Path jar) {
        Path file = jar.resolveSibling("compiler-directives.json");
        return Files.isReadable(file)
                ? List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:CompilerDirectivesFile=" + file)
                : List.of();
    }
}
