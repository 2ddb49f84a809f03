package dev.codeagent.architecture.promises;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Files that users call or edit in addition to the Java programs: scripts, Dockerfiles, the Compose file. */
final class Scripts {
    private static final Set<String> FILES =
            Set.of("Dockerfile", "docker-compose.yml", ".env.example", "codeagent.cmd");
    private static final String INTERPRETER = "#!";

    private Scripts() {}

    static List<Path> of(Product product) {
        return product.files().stream()
                .filter(file -> FILES.contains(file.getFileName().toString()) || script(file))
                .toList();
    }

    private static boolean script(Path file) {
        try (var bytes = Files.newInputStream(file)) {
            return new String(bytes.readNBytes(INTERPRETER.length()), StandardCharsets.ISO_8859_1).equals(INTERPRETER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The directory and name of the file, so that parent directories may change. */
    static String name(Product product, Path file) {
        Path relative = product.root().relativize(file);
        int names = relative.getNameCount();
        return relative.subpath(Math.max(0, names - 2), names).toString();
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
