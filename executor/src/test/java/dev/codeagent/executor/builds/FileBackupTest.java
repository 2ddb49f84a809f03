package dev.codeagent.executor.builds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.executor.files.LinkFreeDirectory;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBackupTest {
    @TempDir
    Path folder;

    @Test
    void restoresChangedAndDeletedFilesAndDeletesNewOnes() throws Exception {
        Path changed = Files.writeString(folder.resolve("changed"), "before");
        Path deleted = Files.writeString(folder.resolve("deleted"), "before");
        Path created = folder.resolve("created");

        try (var backup = FileBackup.of(new LinkFreeDirectory(folder), List.of(changed, deleted, created))) {
            assertThat(backup.contents()).hasSize(3);
            Files.writeString(changed, "after");
            Files.delete(deleted);
            Files.writeString(created, "after");
        }

        assertThat(changed).hasContent("before");
        assertThat(deleted).hasContent("before");
        assertThat(created).doesNotExist();
    }

    @Test
    void writesNothingThroughALinkThatReplacedADirectory() throws Exception {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Path root = Files.createDirectories(folder.resolve("root"));
        Path file = Files.createDirectories(root.resolve("sub")).resolve("file");
        Files.writeString(file, "before");
        var backup = FileBackup.of(new LinkFreeDirectory(root), List.of(file));

        Files.delete(file);
        Files.delete(root.resolve("sub"));
        Files.createSymbolicLink(root.resolve("sub"), outside);

        assertThatThrownBy(backup::close).isInstanceOf(UncheckedIOException.class);
        assertThat(outside).isEmptyDirectory();
    }
}
