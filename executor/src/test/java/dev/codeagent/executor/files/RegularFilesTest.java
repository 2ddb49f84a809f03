package dev.codeagent.executor.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.executor.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each call here would wait forever if it used {@code open} itself. */
@Timeout(60)
class RegularFilesTest {
    @TempDir
    Path folder;

    @Test
    void aRegularFileIsRead() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "text");

        assertThat(RegularFiles.readString(file)).isEqualTo("text");
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "text");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);

        assertThatThrownBy(() -> RegularFiles.readString(link)).isInstanceOf(IOException.class);
    }

    @Test
    void aFifoWithoutAWriterIsRefused() throws Exception {
        Path fifo = fifo("fifo");

        assertThatThrownBy(() -> RegularFiles.readString(fifo))
                .hasMessageContaining("is not a regular file but a FIFO");
    }

    @Test
    void aFifoWhoseWriterWritesNothingIsRefused() throws Exception {
        Path fifo = fifo("fifo");
        Process writer = new ProcessBuilder("sh", "-c", "exec 3<>" + fifo + "; echo open; sleep 30").start();
        try {
            assertThat(writer.inputReader().readLine()).isEqualTo("open");

            assertThatThrownBy(() -> RegularFiles.readString(fifo))
                    .hasMessageContaining("is not a regular file but a FIFO");
        } finally {
            writer.destroy();
        }
    }

    @Test
    void aFifoIsNotOpenedForAppendingEither() throws Exception {
        Path fifo = fifo("fifo");

        assertThatThrownBy(() -> new LinkFreeDirectory(folder.toRealPath()).append(fifo, new byte[1]))
                .hasMessageContaining("is not a regular file but a FIFO");
    }

    @Test
    void aCreatedFileIsReadableForItsOwnerOnly() throws IOException {
        Path file = RegularFiles.create(folder, "a-", ".new", new byte[] {1, 2});

        assertThat(file).hasBinaryContent(new byte[] {1, 2});
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aLimitedNumberOfFilesIsWaitedForAndOthersAreReadAfterwards() throws Exception {
        Path file = Files.writeString(folder.resolve("a"), "text");
        Path fifo = fifo("fifo");
        var calls = new ArrayList<Callable<String>>();
        for (int i = 0; i < RegularFiles.MAX_OPENING; i++) {
            calls.add(() -> RegularFiles.readString(fifo));
        }
        Path hidden = folder.resolve("hidden");
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> waiting = calls.stream().map(callers::submit).toList();
            Thread.sleep(RegularFiles.OPEN_LIMIT.dividedBy(2));
            // So that nobody finds the FIFO again and releases its readers.
            Files.move(fifo, hidden);
            for (Future<String> call : waiting) {
                assertThatThrownBy(call::get).isInstanceOf(ExecutionException.class);
            }

            assertThatThrownBy(() -> RegularFiles.readString(file))
                    .hasMessageContaining(RegularFiles.MAX_OPENING + " others do not open")
                    .hasMessageContaining("stop the background process");
        } finally {
            Files.writeString(hidden, "");
        }

        assertThat(readWhenReleased(file)).isEqualTo("text");
    }

    /** The threads end a moment after the FIFO got its writer. */
    private static String readWhenReleased(Path file) throws IOException, InterruptedException {
        for (int i = 0; i < 100; i++) {
            try {
                return RegularFiles.readString(file);
            } catch (IOException e) {
                Thread.sleep(50);
            }
        }
        return RegularFiles.readString(file);
    }

    private Path fifo(String name) throws Exception {
        Shell.run(folder, "mkfifo " + name);
        return folder.resolve(name);
    }
}
