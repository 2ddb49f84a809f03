package dev.codeagent.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class FileWatcherTest {
    private static final Path A = Path.of("A.java");
    private static final Path B = Path.of("B.java");

    @Test
    void waitsUntilTheChangesStop() throws InterruptedException {
        FileWatcher watcher =
                watcherOf(List.of(Map.of(A, "1"), Map.of(A, "1"), Map.of(A, "2"), Map.of(A, "3"), Map.of(A, "3")));

        assertThat(watcher.awaitChanges(() -> false)).containsExactly(A);
    }

    @Test
    void reportsCreatedAndDeletedFiles() throws InterruptedException {
        FileWatcher watcher = watcherOf(List.of(Map.of(A, "1"), Map.of(B, "1"), Map.of(B, "1")));

        assertThat(watcher.awaitChanges(() -> false)).containsExactly(A, B);
    }

    @Test
    void ignoresARevertedChange() throws InterruptedException {
        FileWatcher watcher = watcherOf(List.of(
                Map.of(A, "1"),
                Map.of(A, "2"),
                Map.of(A, "1"),
                Map.of(A, "1"),
                Map.of(A, "1", B, "1"),
                Map.of(A, "1", B, "1")));

        assertThat(watcher.awaitChanges(() -> false)).containsExactly(B);
    }

    @Test
    void reportsEachChangeOnce() throws InterruptedException {
        FileWatcher watcher = watcherOf(List.of(
                Map.of(A, "1"), Map.of(A, "2"), Map.of(A, "2"), Map.of(A, "2", B, "1"), Map.of(A, "2", B, "1")));

        assertThat(watcher.awaitChanges(() -> false)).containsExactly(A);
        assertThat(watcher.awaitChanges(() -> false)).containsExactly(B);
    }

    @Test
    void returnsNoChangesWhenStopped() throws InterruptedException {
        assertThat(watcherOf(List.of(Map.of(A, "1"), Map.of(A, "2"))).awaitChanges(() -> true))
                .isEmpty();
    }

    private static FileWatcher watcherOf(List<Map<Path, String>> snapshots) {
        Queue<Map<Path, String>> queue = new ArrayDeque<>(snapshots);
        return new FileWatcher(queue::remove, Duration.ZERO);
    }
}
