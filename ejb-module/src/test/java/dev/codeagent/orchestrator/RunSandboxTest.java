package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.sandbox.ProjectInfo;
import dev.codeagent.sandbox.ProjectPreparer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunSandboxTest extends RunSandboxFixture {
    @Test
    void stopsThePreparationWhenTheRunIsCancelled() {
        Thread.ofVirtual().start(() -> {
            try {
                testsStarted.await();
                cancellation.cancel();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        try (RunSandbox sandbox = sandbox()) {
            assertThatThrownBy(() -> prepare(sandbox))
                    .isInstanceOfSatisfying(
                            AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
        }
    }

    @Test
    void opensNoSandboxForACancelledRun() {
        cancellation.cancel();

        try (RunSandbox sandbox = sandbox()) {
            assertThatThrownBy(sandbox::sandbox).isInstanceOf(AgentException.class);
        }
        assertThat(actions).isEmpty();
    }

    @Test
    void opensTheSandboxOfAgentsWithoutNetwork() {
        try (RunSandbox sandbox = sandbox()) {
            sandbox.sandbox();
            sandbox.sandbox();
        }
        assertThat(actions).containsExactly("without network");
    }

    @Test
    void namesWhatIsNotPartOfTheWorkspaceBeforeItIsReady() throws Exception {
        Path nested = Path.of(project.path()).resolve("vendor/lib/.git");
        Files.createDirectories(nested.resolve("objects"));
        Files.createDirectories(nested.resolve("refs"));
        Files.writeString(nested.resolve("HEAD"), "ref: refs/heads/main\n");

        try (RunSandbox sandbox = sandbox()) {
            sandbox.workspace();
        }

        var events = journal.eventsOf(RUN);
        assertThat(events.getLast()).isInstanceOf(RunEvent.WorkspaceReady.class);
        assertThat(events.get(events.size() - 2)).isInstanceOfSatisfying(RunEvent.Notice.class, notice -> {
            assertThat(notice.code()).isEqualTo("workspace.left_out");
            assertThat(notice.text()).contains("vendor/lib (it is a nested repository");
        });
    }

    @Test
    void fetchesDependenciesOnceAndThenTestsWithoutNetwork() {
        slow = false;

        try (RunSandbox sandbox = sandbox()) {
            prepare(sandbox);
            sandbox.sandbox();
        }
        try (RunSandbox sandbox = sandbox()) {
            var result = sandbox.runFreshTests(
                    WorkspaceStore.baseRef(RUN), sandbox.workspace().baseCommit());
            assertThat(result.report().orElseThrow().passed()).isEqualTo(1);
        }

        assertThat(actions)
                .containsExactly("without network", "with network", "prepared", "without network", "without network");
        assertThat(history().findTestReport(RunEvent.TestsFinished.Phase.BEFORE))
                .isPresent();
        assertThat(folder.resolve("data/projects/p-1/packages.prepared/slow-" + projectInfo.buildFilesDigest()))
                .exists();
        assertThat(new ProjectPreparer("slow").needsNetwork(workspace(), projectInfo))
                .isFalse();
    }

    @Test
    void fetchesDependenciesAgainAfterAFailedBuild() {
        slow = false;
        buildFailed = true;

        try (RunSandbox sandbox = sandbox()) {
            prepare(sandbox);
        }

        assertThat(new ProjectPreparer("slow").needsNetwork(workspace(), projectInfo))
                .isTrue();
    }

    @Test
    void runsSetupCommandsWithNetworkBeforeTheTests() {
        slow = false;
        commands = List.of("make deps");

        try (RunSandbox sandbox = sandbox()) {
            prepare(sandbox);
        }

        assertThat(actions).containsExactly("without network", "with network", "called make deps", "prepared");
        assertThat(notices()).contains("INFO image.step step 1/1");
    }

    @Test
    void failsWhenADependencyCannotBeFetched() {
        problems = List.of("npm: no such package");

        try (RunSandbox sandbox = sandbox()) {
            assertThatThrownBy(() -> prepare(sandbox)).isInstanceOfSatisfying(AgentException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.PREPARE_FAILED);
                assertThat(e.getMessage()).contains("npm: no such package");
            });
        }
    }

    @Test
    void reportsNoTestsWhenTheProjectHasNone() {
        slow = false;
        projectInfo = new ProjectInfo(List.of("npm"), List.of("go"), false, "b".repeat(64));

        try (RunSandbox sandbox = sandbox()) {
            prepare(sandbox);
        }

        assertThat(history().findTestReport(RunEvent.TestsFinished.Phase.BEFORE))
                .isEmpty();
        assertThat(actions).containsExactly("without network", "with network", "prepared");
    }

    @Test
    void rejectsABuildFilesDigestThatIsNotADigest() {
        assertThatThrownBy(() -> new ProjectInfo(List.of(), List.of(), false, "../../etc/passwd"))
                .isInstanceOf(AgentException.class);
    }
}
