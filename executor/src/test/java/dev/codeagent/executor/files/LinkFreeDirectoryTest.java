package dev.codeagent.executor.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkFreeDirectoryTest {
    private static final byte[] NEW = "new".getBytes(StandardCharsets.UTF_8);

    private Path root;
    private Path results;
    private LinkFreeDirectory directory;

    @BeforeEach
    void plantLinks(@TempDir Path folder) throws IOException {
        root = Files.createDirectory(folder.toRealPath().resolve("root"));
        results = Files.createDirectory(folder.toRealPath().resolve("results"));
        Files.writeString(results.resolve("c1.json"), "old");
        Files.createSymbolicLink(root.resolve("directory"), results);
        Files.createSymbolicLink(root.resolve("file"), results.resolve("c1.json"));
        directory = new LinkFreeDirectory(root);
    }

    @Test
    void replacesLinksInsteadOfWritingThroughThem() throws IOException {
        directory.write(root.resolve("file"), NEW);

        assertThat(results.resolve("c1.json")).hasContent("old");
        assertThat(root.resolve("file")).isRegularFile().hasContent("new");
        assertThat(Files.isSymbolicLink(root.resolve("file"))).isFalse();
    }

    @Test
    void refusesLinksToDirectories() throws IOException {
        Files.writeString(root.resolve("own"), "own");

        assertThatThrownBy(() -> directory.write(root.resolve("directory/c1.json"), NEW))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a symbolic link");
        assertThatThrownBy(() -> directory.append(root.resolve("directory/c1.json"), NEW))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> directory.append(root.resolve("file"), NEW)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> directory.deleteIfExists(root.resolve("directory/c1.json")))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> directory.move(root.resolve("own"), root.resolve("directory/c2.json")))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> directory.createDirectories(root.resolve("directory/below")))
                .isInstanceOf(IOException.class);
        directory.writeIfAbsent(root.resolve("directory/c2.json"), NEW);

        assertThat(directory.read(root.resolve("directory/c1.json"), 100)).isEmpty();
        assertThat(directory.read(root.resolve("file"), 100)).isEmpty();
        assertThat(results.resolve("c1.json")).hasContent("old");
        assertThat(results).isDirectoryNotContaining(file -> !file.endsWith("c1.json"));
    }

    @Test
    void refusesPathsOutsideAndAReplacedRoot() throws IOException {
        assertThatThrownBy(() -> directory.write(root.resolve("../results/c2.json"), NEW))
                .isInstanceOf(IOException.class);
        Files.move(root, root.resolveSibling("moved"));
        Files.createSymbolicLink(root, results);

        assertThatThrownBy(() -> directory.write(root.resolve("c2.json"), NEW)).isInstanceOf(IOException.class);
        assertThat(results.resolve("c2.json")).doesNotExist();
    }

    @Test
    void writesReadsMovesAndDeletes() throws IOException {
        directory.write(root.resolve("a/b/c"), NEW);
        directory.writeIfAbsent(root.resolve("a/b/c"), "other".getBytes(StandardCharsets.UTF_8));
        directory.append(root.resolve("a/b/c"), NEW);
        directory.move(root.resolve("a/b/c"), root.resolve("d/e"));

        assertThat(directory.read(root.resolve("d/e"), 6)).hasValue("newnew".getBytes(StandardCharsets.UTF_8));
        assertThat(directory.read(root.resolve("d/e"), 5)).isEmpty();
        assertThat(directory.read(root.resolve("a/b/c"), 6)).isEmpty();
        directory.deleteIfExists(root.resolve("d/e"));
        directory.deleteIfExists(root.resolve("missing/e"));
        directory.deleteIfExists(root.resolve("file"));
        assertThat(root.resolve("d/e")).doesNotExist();
        assertThat(Files.exists(root.resolve("file"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        assertThat(results.resolve("c1.json")).exists();
    }
}
