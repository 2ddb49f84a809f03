package dev.codeagent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupRestoreTest {
    private static final int PAGE = 512;

    @TempDir
    Path folder;

    private Path data;

    @BeforeEach
    void createDataDirectory() throws IOException {
        data = Files.createDirectories(folder.resolve("data"));
        Files.createDirectories(data.resolve("snapshots"));
        assertThat(BackupRestore.restore(data)).isFalse();
        Files.writeString(data.resolve("codeagent.db"), "torn");
        Files.writeString(data.resolve("codeagent.db-wal"), "torn too");
        Files.writeString(data.resolve("codeagent.db-shm"), "of another process");
        Files.createDirectories(data.resolve("server/lib/databases/jobs"));
        snapshot("codeagent-000009", 'a', "old");
        snapshot("codeagent-000010", 'b', "changes");
    }

    /** A database with the header of two pages. */
    private void snapshot(String name, char content, String log) throws IOException {
        byte[] pages = new byte[2 * PAGE];
        ByteBuffer.wrap(pages).putShort(16, (short) PAGE).putInt(28, 2).put(200, (byte) content);
        Files.write(data.resolve("snapshots").resolve(name + ".db"), pages);
        Files.writeString(data.resolve("snapshots").resolve(name + ".wal"), log);
    }

    private Path copy(Path to) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(data.relativize(file).toString()));
            }
        }
        return to;
    }

    @Test
    void changesNothingThroughLinksOfACopy() throws IOException {
        for (String directory :
                List.of("snapshots", "snapshots/replaced", "server", "server/lib", "server/lib/databases")) {
            String name = directory.replace('/', '-');
            Path copy = copy(folder.resolve("copy-" + name));
            Path kept = folder.resolve("kept-" + name);
            Files.createDirectories(kept.resolve("lib/databases/jobs"));
            Files.createDirectories(kept.resolve("databases/jobs"));
            Files.createDirectories(kept.resolve("jobs"));
            deleteTree(copy.resolve(directory));
            Files.createSymbolicLink(copy.resolve(directory), kept);

            assertThatThrownBy(() -> BackupRestore.restore(copy))
                    .as(directory)
                    .isInstanceOf(StartupException.class)
                    .hasMessageContaining(copy.resolve(directory) + " of the copied data directory is a link");
            assertThat(List.of("lib/databases/jobs", "databases/jobs", "jobs"))
                    .allSatisfy(file -> assertThat(kept.resolve(file)).exists());
            assertThat(kept.toFile().list()).hasSize(3);
        }
    }

    @Test
    void adoptsNoLinkToADirectory() throws IOException {
        Path elsewhere = copy(folder.resolve("elsewhere"));
        Files.createSymbolicLink(data.resolve("data"), elsewhere);

        assertThatThrownBy(() -> BackupRestore.restore(data)).hasMessageContaining("is a link");
        assertThat(elsewhere.resolve("codeagent.db")).hasContent("torn");
    }

    @Test
    void replacesALinkInPlaceOfTheMarker() throws IOException {
        Path copy = copy(folder.resolve("copy"));
        Path kept = Files.writeString(folder.resolve("kept"), "text");
        Files.createSymbolicLink(copy.resolve("restored"), kept);

        assertThat(BackupRestore.restore(copy)).isTrue();
        assertThat(kept).hasContent("text");
    }

    private static void deleteTree(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> files = Files.walk(tree)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static char content(Path database) throws IOException {
        return (char) Files.readAllBytes(database)[200];
    }

    @Test
    void doesNotChangeADirectoryThatIsNotACopy() throws IOException {
        assertThat(BackupRestore.restore(data)).isFalse();
        assertThat(data.resolve("codeagent.db")).hasContent("torn");
        assertThat(data.resolve("server/lib/databases/jobs")).exists();
    }

    @Test
    void doesNotChangeAMovedDirectory() throws IOException {
        Path moved = Files.move(data, folder.resolve("moved"));

        assertThat(BackupRestore.restore(moved)).isFalse();
    }

    @Test
    void restoresTheDatabaseFromTheNewestSnapshotAndItsWalArchive() throws IOException {
        Path copy = copy(folder.resolve("copy"));

        assertThat(BackupRestore.restore(copy)).isTrue();

        assertThat(content(copy.resolve("codeagent.db"))).isEqualTo('b');
        assertThat(copy.resolve("codeagent.db-wal")).hasContent("changes");
        assertThat(copy.resolve("codeagent.db-shm")).doesNotExist();
        assertThat(copy.resolve("server/lib/databases")).doesNotExist();
        assertThat(copy.resolve("snapshots/replaced/codeagent.db")).hasContent("torn");
        assertThat(BackupRestore.isPending(copy)).as("restored once").isFalse();
    }

    @Test
    void reportsACopyUntilTheApplicationHasEndedItsRuns() throws IOException {
        Path copy = copy(folder.resolve("copy"));
        BackupRestore.restore(copy);
        Files.writeString(copy.resolve("codeagent.db"), "of the first start, which failed");

        assertThat(BackupRestore.restore(copy)).isTrue();

        assertThat(copy.resolve("codeagent.db")).hasContent("of the first start, which failed");
        Files.delete(copy.resolve("restored"));
        assertThat(BackupRestore.restore(copy)).isFalse();
    }

    @Test
    void reportsACopyAfterAKillBeforeTheMarkerWasWritten() throws IOException {
        Path copy = copy(folder.resolve("copy"));
        BackupRestore.restore(copy);
        Files.delete(copy.resolve("directory.id"));

        assertThat(BackupRestore.restore(copy)).isTrue();
    }

    @Test
    void restoresACopyOfACopyWhoseRunsHaveNotEnded() throws IOException {
        BackupRestore.restore(data);
        Files.createFile(data.resolve("restored"));
        Path copy = copy(folder.resolve("copy"));

        assertThat(BackupRestore.restore(copy)).isTrue();

        assertThat(content(copy.resolve("codeagent.db"))).isEqualTo('b');
    }

    @Test
    void ignoresACopyThatAnotherOneHasReplaced() throws IOException {
        Path backup = copy(folder.resolve("backup"));
        Files.createFile(data.resolve("restored"));
        Files.move(backup, data.resolve("data"));
        BackupRestore.restore(data);
        Files.delete(data.resolve("restored"));

        assertThat(BackupRestore.restore(data)).isFalse();
    }

    @Test
    void usesThePreviousSnapshotWhenTheNewestIsIncomplete() throws IOException {
        Path copy = copy(folder.resolve("copy"));
        Path newest = copy.resolve("snapshots/codeagent-000010.db");
        Files.write(newest, java.util.Arrays.copyOf(Files.readAllBytes(newest), PAGE));

        assertThat(BackupRestore.restore(copy)).isTrue();

        assertThat(content(copy.resolve("codeagent.db"))).isEqualTo('a');
        assertThat(copy.resolve("codeagent.db-wal")).hasContent("old");
    }

    @Test
    void usesTheDatabaseFileWhenThereIsNoSnapshot() throws IOException {
        Path copy = copy(folder.resolve("copy"));
        for (String name : new String[] {"codeagent-000009.db", "codeagent-000010.db"}) {
            Files.delete(copy.resolve("snapshots").resolve(name));
        }

        assertThat(BackupRestore.restore(copy)).isTrue();

        assertThat(copy.resolve("codeagent.db")).hasContent("torn");
    }

    @Test
    void adoptsACopyNestedInAnExistingDirectory() throws IOException {
        Path backup = copy(folder.resolve("backup"));
        Files.writeString(data.resolve("newer"), "made after the backup");
        Files.move(backup, data.resolve("data"));

        assertThat(BackupRestore.restore(data)).isTrue();

        assertThat(data.resolve("data")).doesNotExist();
        assertThat(content(data.resolve("codeagent.db"))).isEqualTo('b');
        assertThat(data.resolve("newer")).doesNotExist();
        try (Stream<Path> files = Files.walk(data)) {
            assertThat(files.filter(f -> f.endsWith("newer")))
                    .singleElement(InstanceOfAssertFactories.PATH)
                    .hasContent("made after the backup");
        }
    }

    @Test
    void resumesAdoptionAfterAKillBeforeAllFilesWereMovedAside() throws IOException {
        Path backup = copy(folder.resolve("backup"));
        Files.move(backup, data.resolve("data"));
        Path aside = Files.createDirectories(data.resolve("replaced-1"));
        Files.move(data.resolve("directory.id"), aside.resolve("directory.id"));

        assertThat(BackupRestore.restore(data)).isTrue();

        assertThat(data.resolve("data")).doesNotExist();
        assertThat(content(data.resolve("codeagent.db"))).isEqualTo('b');
    }

    @Test
    void resumesAdoptionAfterAKillBeforeAllFilesWereAdopted() throws IOException {
        Path backup = copy(folder.resolve("backup"));
        Files.move(data, folder.resolve("old"));
        Files.createDirectories(data);
        Files.move(backup, data.resolve("adopted"));
        Files.move(data.resolve("adopted/snapshots"), data.resolve("snapshots"));

        assertThat(BackupRestore.isPending(data)).isTrue();
        assertThat(BackupRestore.restore(data)).isTrue();

        assertThat(content(data.resolve("codeagent.db"))).isEqualTo('b');
        assertThat(data.resolve("server/lib")).exists();
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "codeagent.db", "codeagent.db-wal", "directory.id", "restored", "server", "snapshots");
        }
    }
}
