package dev.codeagent.projects;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * A directory that many git processes create once. Each test gets a copy, which is much faster than to create it again.
 *
 * @param original the directory; it exists until the tests end
 */
public record PreparedDirectory(Path original) {

    /** Creates the content of a directory. */
    @FunctionalInterface
    public interface Creation {
        void create(Path directory) throws Exception;
    }

    public static PreparedDirectory create(Creation creation) {
        try {
            Path directory = Files.createTempDirectory("codeagent-prepared").toRealPath();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
            creation.create(directory);
            return new PreparedDirectory(directory);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void delete(Path directory) {
        try {
            SecureTreeDeleter.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies everything with its times and permissions. Links and alternates within the directory lead to the copy. */
    public void copyTo(Path target) throws IOException {
        Files.createDirectories(target);
        try (Stream<Path> all = Files.walk(original)) {
            for (Path path : all.skip(1).toList()) {
                Path copy = target.resolve(original.relativize(path));
                if (Files.isSymbolicLink(path)) {
                    Path to = Files.readSymbolicLink(path);
                    Files.createSymbolicLink(
                            copy, to.startsWith(original) ? target.resolve(original.relativize(to)) : to);
                } else {
                    Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
                if (path.endsWith("objects/info/alternates")) {
                    Files.writeString(copy, Files.readString(copy).replace(original.toString(), target.toString()));
                }
            }
        }
    }
}
