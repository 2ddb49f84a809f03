package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.config.HostPaths;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.InMemoryRunJournal;
import dev.codeagent.messaging.RunLog;
import dev.codeagent.projects.Workspace;
import dev.codeagent.projects.Workspaces;
import dev.codeagent.providers.CancelSignal;
import dev.codeagent.sandbox.Preparation;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.SandboxLauncher;
import dev.codeagent.sandbox.Sandboxes;
import dev.codeagent.tools.ToolCall;
import dev.codeagent.tools.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunSandboxTest {
    private static final RunId RUN = new RunId("run-1");

    @TempDir
    Path folder;

    private final EventHub hub = new EventHub(new InMemoryRunJournal(), Clock.systemUTC());
    private final CancelSignal cancel = new CancelSignal();
    private final CountDownLatch testing = new CountDownLatch(1);
    private final List<String> opened = new ArrayList<>();
    private Project project;

    /** Its tests take until somebody closes it. */
    private final class Slow implements Sandbox {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public ToolResult call(ToolCall call) {
            throw new UnsupportedOperationException();
        }

        @Override
        public TestReport runTests(String callId) {
            testing.countDown();
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new AgentException(ErrorCode.CANCELLED, "the sandbox was closed");
        }

        @Override
        public byte[] exportPatch() {
            return new byte[0];
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    private final class Launcher implements SandboxLauncher {
        @Override
        public String name() {
            return "slow";
        }

        @Override
        public boolean installed() {
            return true;
        }

        @Override
        public String meaning() {
            return "nothing";
        }

        @Override
        public void check() {
            // Always there.
        }

        @Override
        public Sandbox open(Workspace workspace, boolean network) {
            opened.add(network ? "with network" : "without network");
            return new Slow();
        }
    }

    @BeforeEach
    void open() throws IOException {
        Path tree = Files.createDirectories(folder.resolve("tree"));
        Files.writeString(tree.resolve("pom.xml"), "<project/>\n");
        project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
        hub.open(
                RUN,
                new RunEvent.Created("p-1", "s-1", "local", "/code", List.of(), "x", List.of(AgentName.CODING), ""));
    }

    private RunSandbox sandbox() {
        var launcher = new Launcher();
        return new RunSandbox(
                new RunContext(RUN, new RunLog(hub, RUN), cancel, 1),
                project,
                new Workspaces(folder.resolve("data"), HostPaths.SAME),
                new Sandboxes(List.of(launcher), launcher, true, false, false, folder.resolve("samples")),
                new Preparation());
    }

    private RunProgress progress() {
        return new RunProgress(hub.after(RUN, 0, 100));
    }

    @Test
    void endsThePreparationWhereTheRunIsCancelled() {
        Thread.ofVirtual().start(() -> {
            try {
                testing.await();
                cancel.cancel();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        try (RunSandbox sandbox = sandbox()) {
            assertThatThrownBy(() -> sandbox.prepare(progress()))
                    .isInstanceOfSatisfying(
                            AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
        }
    }

    @Test
    void opensNothingForARunThatIsCancelledAlready() {
        cancel.cancel();

        try (RunSandbox sandbox = sandbox()) {
            assertThatThrownBy(sandbox::sandbox).isInstanceOf(AgentException.class);
        }
        assertThat(opened).isEmpty();
    }

    @Test
    void givesAgentsNoNetwork() {
        try (RunSandbox sandbox = sandbox()) {
            sandbox.sandbox();
            sandbox.sandbox();
        }
        assertThat(opened).containsExactly("without network");
    }
}
