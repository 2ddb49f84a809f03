package dev.codeagent.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final Path A = Path.of("A.java");
    private static final Path B = Path.of("B.java");

    @Test
    void waitsUntilNothingChangesAnyMore() throws InterruptedException {
        Watch watch = looking(List.of(Map.of(A, "1"), Map.of(A, "1"), Map.of(A, "2"), Map.of(A, "3"), Map.of(A, "3")));

        assertThat(watch.next(() -> false)).containsExactly(A);
    }

    @Test
    void tellsWhatIsNewAndWhatIsGone() throws InterruptedException {
        Watch watch = looking(List.of(Map.of(A, "1"), Map.of(B, "1"), Map.of(B, "1")));

        assertThat(watch.next(() -> false)).containsExactly(A, B);
    }

    @Test
    void forgetsAChangeThatWasTakenBack() throws InterruptedException {
        Watch watch = looking(List.of(
                Map.of(A, "1"),
                Map.of(A, "2"),
                Map.of(A, "1"),
                Map.of(A, "1"),
                Map.of(A, "1", B, "1"),
                Map.of(A, "1", B, "1")));

        assertThat(watch.next(() -> false)).containsExactly(B);
    }

    @Test
    void tellsAChangeOnce() throws InterruptedException {
        Watch watch = looking(List.of(
                Map.of(A, "1"), Map.of(A, "2"), Map.of(A, "2"), Map.of(A, "2", B, "1"), Map.of(A, "2", B, "1")));

        assertThat(watch.next(() -> false)).containsExactly(A);
        assertThat(watch.next(() -> false)).containsExactly(B);
    }

    @Test
    void endsWhenItIsOver() throws InterruptedException {
        assertThat(looking(List.of(Map.of(A, "1"), Map.of(A, "2"))).next(() -> true))
                .isEmpty();
    }

    private static Watch looking(List<Map<Path, String>> looks) {
        Queue<Map<Path, String>> queue = new ArrayDeque<>(looks);
        return new Watch(queue::remove, Duration.ZERO);
    }
}
