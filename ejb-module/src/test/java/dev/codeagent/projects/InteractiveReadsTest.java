package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class InteractiveReadsTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    @Test
    void givesGitLessTimeForAClientThatWaits() {
        assertThat(InteractiveReads.limit(LONG)).isEqualTo(LONG);

        Duration inside = InteractiveReads.of(new ProjectId("p-1"), () -> InteractiveReads.limit(LONG));
        Duration shorter =
                InteractiveReads.of(new ProjectId("p-1"), () -> InteractiveReads.limit(Duration.ofSeconds(3)));

        assertThat(inside).isEqualTo(Duration.ofSeconds(20));
        assertThat(shorter).isEqualTo(Duration.ofSeconds(3));
        assertThat(InteractiveReads.limit(LONG)).isEqualTo(LONG);
    }

    @Test
    void stopsGitThatIgnoreRulesMakeSlow() throws Exception {
        Path tree = folder.resolve("tree");
        TestRepository.create(tree, "a.txt", "one\n");
        var repository = new TestRepository(tree);
        repository.write(".gitignore", "**/".repeat(30) + "*a".repeat(30) + "b\n");
        repository.write("a/".repeat(25) + "a".repeat(120), "");
        var process = new GitProcess(
                List.of("git", "ls-files", "-o", "--exclude-standard"), tree, Map.of(), GitProcess.Limits.STANDARD);

        assertThatThrownBy(() -> InteractiveReads.of(new ProjectId("p-2"), () -> process.run(new byte[0])))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("git ls-files did not finish within 20 s")
                .hasMessageContaining("ignore rules");
    }

    @Test
    void answersAFewReadsOfAProjectAtTheSameTime() throws Exception {
        var project = new ProjectId("p-3");
        var started = new CountDownLatch(InteractiveReads.MAX_CONCURRENT);
        var end = new CountDownLatch(1);
        var reads = new ArrayList<CompletableFuture<Boolean>>();
        for (int i = 0; i < InteractiveReads.MAX_CONCURRENT; i++) {
            var read = new CompletableFuture<Boolean>();
            reads.add(read);
            Thread.startVirtualThread(() -> read.complete(InteractiveReads.of(project, () -> {
                started.countDown();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    return false;
                }
                return true;
            })));
        }
        started.await();

        assertThatThrownBy(() -> InteractiveReads.of(project, Duration.ofMillis(50), () -> ""))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_BUSY));
        assertThat(InteractiveReads.of(new ProjectId("p-4"), Duration.ofMillis(50), () -> "other"))
                .isEqualTo("other");
        end.countDown();
        assertThat(reads).allSatisfy(read -> assertThat(read.get()).isTrue());
        assertThat(InteractiveReads.of(project, Duration.ofSeconds(5), () -> "next"))
                .isEqualTo("next");
    }

    @Test
    void givesThePlaceBackAfterAFailure() {
        var project = new ProjectId("p-5");
        for (int i = 0; i <= InteractiveReads.MAX_CONCURRENT; i++) {
            assertThatThrownBy(() -> InteractiveReads.of(project, Duration.ofMillis(50), () -> {
                        throw new IllegalStateException("failed");
                    }))
                    .hasMessage("failed");
        }
        assertThat(InteractiveReads.limit(LONG)).isEqualTo(LONG);
    }
}
