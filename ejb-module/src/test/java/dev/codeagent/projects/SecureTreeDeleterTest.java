package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecureTreeDeleterTest {
    @TempDir
    Path folder;

    private Path tree;
    private Path outside;

    @BeforeEach
    void createTrees() throws IOException {
        tree = Files.createDirectories(folder.resolve("tree/sub"));
        outside = Files.createDirectories(folder.resolve("outside/deep"));
        Files.writeString(outside.resolve("precious"), "x");
        tree = tree.getParent();
    }

    @Test
    void deletesEverythingWithoutFollowingLinks() throws Exception {
        Files.createSymbolicLink(tree.resolve("folder"), outside);
        Files.createSymbolicLink(tree.resolve("file"), outside.resolve("precious"));
        Files.createSymbolicLink(tree.resolve("loop"), Path.of("loop"));
        new ProcessBuilder("mkfifo", tree.resolve("pipe").toString()).start().waitFor();
        Files.writeString(tree.resolve("sub/locked"), "x");
        Files.setPosixFilePermissions(tree.resolve("sub"), PosixFilePermissions.fromString("---------"));

        SecureTreeDeleter.delete(tree);

        assertThat(tree).doesNotExist();
        assertThat(outside.resolve("precious")).hasContent("x");
    }

    @Test
    void deletesALinkInsteadOfItsTarget() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), outside);

        SecureTreeDeleter.delete(link);

        assertThat(link).doesNotExist();
        assertThat(outside.resolve("precious")).hasContent("x");
    }

    @Test
    void ignoresAMissingDirectory() throws IOException {
        SecureTreeDeleter.delete(folder.resolve("none"));

        assertThat(folder.resolve("tree")).exists();
    }

    /** A thread repeatedly replaces a directory with a link while the tree is deleted. */
    @Test
    void doesNotFollowADirectoryReplacedByALink() throws Exception {
        var stop = new AtomicBoolean();
        Thread attacker = Thread.ofPlatform().start(() -> {
            for (int i = 0; !stop.get(); i++) {
                Path directory = tree.resolve("sub/p" + i % 50);
                try {
                    Files.createDirectories(directory.resolve("deep"));
                    Files.move(directory, tree.resolve("sub/moved" + i));
                    Files.createSymbolicLink(directory, outside.getParent());
                } catch (IOException e) {
                    // The tree was deleted first.
                }
            }
        });
        try {
            for (int i = 0; i < 200; i++) {
                Files.createDirectories(tree.resolve("sub"));
                try {
                    SecureTreeDeleter.delete(tree.resolve("sub"));
                } catch (IOException e) {
                    assertThat(outside.resolve("precious")).exists();
                }
            }
        } finally {
            stop.set(true);
            attacker.join();
        }
        assertThat(outside.resolve("precious")).hasContent("x");
    }
}
