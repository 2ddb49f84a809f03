package dev.codeagent.orchestrator.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.Workflow;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunRequest;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.SessionId;
import dev.codeagent.api.security.Caller;
import dev.codeagent.config.PathMapping;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.InMemoryRunJournal;
import dev.codeagent.orchestrator.AttachmentStore;
import dev.codeagent.orchestrator.ProjectLocks;
import dev.codeagent.orchestrator.RunInputs;
import dev.codeagent.orchestrator.RunQueue;
import dev.codeagent.orchestrator.RunReferences;
import dev.codeagent.orchestrator.UnconfirmedStarts;
import dev.codeagent.projects.InMemoryProjectStore;
import dev.codeagent.projects.ProjectFiles;
import dev.codeagent.projects.ProjectRoots;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrchestratorTest {
    private static final ProjectId PROJECT = new ProjectId("p-1");

    @TempDir
    Path folder;

    private final InMemoryRunJournal journal = new InMemoryRunJournal();
    private final List<RunId> launched = new ArrayList<>();
    private final Orchestrator orchestrator = new Orchestrator();

    @BeforeEach
    void createOrchestrator() {
        var projects = new InMemoryProjectStore();
        projects.create(
                new Project(PROJECT, "tree", "/nowhere", "local", Instant.EPOCH),
                new ProjectConfiguration(
                        List.of(),
                        List.of(),
                        new Workflow(Map.of("/code", List.of(AgentName.CODING, AgentName.REVIEW)), 1)));
        orchestrator.projects = projects;
        orchestrator.journal = journal;
        orchestrator.references = new RunReferences(journal);
        orchestrator.hub = new EventHub(journal, Clock.systemUTC());
        orchestrator.inputs = new RunInputs(
                orchestrator.references,
                new AttachmentStore(folder.resolve("attachments"), Clock.systemUTC()),
                new ProjectFiles(
                        folder.resolve("data"),
                        PathMapping.IDENTITY,
                        new ProjectRoots(folder.resolve("data"), Optional.empty())));
        orchestrator.locks = new ProjectLocks();
        orchestrator.queue = new RunQueue(1, 1, launched::add);
        orchestrator.unconfirmedStarts = new UnconfirmedStarts(journal, orchestrator.hub, Clock.systemUTC());
    }

    private static RunRequest request(ProjectId project, String command, String prompt) {
        return new RunRequest(
                Caller.LOCAL, project, new SessionId("s-1"), command, List.of(), prompt, Optional.empty());
    }

    private Run start() {
        return orchestrator.start(request(PROJECT, "/code", "fix the parser"));
    }

    private static void assertFails(ThrowingCallable call, ErrorCode code, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    @Test
    void storesARunBeforeItIsLaunched() {
        Run run = start();

        assertThat(launched).containsExactly(run.id());
        assertThat(journal.eventsOf(run.id())).singleElement().isInstanceOfSatisfying(RunEvent.Created.class, c -> {
            assertThat(c.agents()).containsExactly(AgentName.CODING, AgentName.REVIEW);
            assertThat(c.prompt()).isEqualTo("fix the parser");
        });
    }

    @Test
    void rejectsARequestThatCannotBeARunAndStoresNothing() {
        assertFails(
                () -> orchestrator.start(request(new ProjectId("p-2"), "/code", "x")),
                ErrorCode.UNKNOWN_PROJECT,
                "no project p-2");
        assertFails(
                () -> orchestrator.start(request(PROJECT, "/cdoe", "x")),
                ErrorCode.UNKNOWN_COMMAND,
                "use one of /code");
        assertFails(
                () -> orchestrator.start(request(PROJECT, "/code", " \n")), ErrorCode.INVALID_VALUE, "needs a request");
        assertFails(
                () -> orchestrator.start(request(PROJECT, "/code", "x".repeat(200_001))),
                ErrorCode.INVALID_VALUE,
                "200001 characters");

        assertThat(launched).isEmpty();
        assertThat(orchestrator.list(Caller.LOCAL, new RunJournal.Query(Optional.empty(), Optional.empty(), 10)))
                .isEmpty();
    }

    @Test
    void rejectsARunIfTheQueueIsFullAndStoresNothing() {
        start();
        start();

        assertFails(this::start, ErrorCode.TOO_BUSY, "2 runs are executed or wait already");

        assertThat(launched).hasSize(1);
    }

    @Test
    void keepsNoPlaceForARunThatCannotBeStored() {
        journal.failAppendsWith(ErrorCode.STORAGE_FULL);
        for (int i = 0; i < 5; i++) {
            assertFails(this::start, ErrorCode.STORAGE_FULL, "cannot store");
        }
        journal.stopFailing();

        assertThat(launched).isEmpty();
        assertThat(start().state()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void failsARunLaterThatMayHaveBeenStored() {
        journal.failAfterNextAppend();
        assertFails(this::start, ErrorCode.STORAGE_FAILED, "connection broke");
        RunId stored = journal.unfinished().getFirst().id();

        orchestrator.unconfirmedStarts.failStoredRuns();

        assertThat(orchestrator.get(Caller.LOCAL, stored).state()).isEqualTo(RunState.FAILED);
        assertThat(launched).isEmpty();
    }

    @Test
    void storesACancellationBeforeTheRunIsTold() {
        Run run = start();

        orchestrator.cancel(Caller.LOCAL, run.id());

        assertThat(journal.eventsOf(run.id()).getLast()).isInstanceOf(RunEvent.CancelRequested.class);
        assertThat(orchestrator.queue.cancellationToken(run.id()).isCancelled()).isTrue();
    }

    @Test
    void launchesAWaitingRunThatIsCancelledSoThatItEnds() {
        start();
        Run waiting = start();

        orchestrator.cancel(Caller.LOCAL, waiting.id());

        assertThat(launched).contains(waiting.id());
    }

    @Test
    void changesNothingInARunThatIsFinished() {
        Run run = start();
        orchestrator.hub.publish(run.id(), new RunEvent.Finished(RunState.COMPLETED, "", "", Usage.NONE, "", 1));
        int events = journal.eventsOf(run.id()).size();

        assertThat(orchestrator.cancel(Caller.LOCAL, run.id()).state()).isEqualTo(RunState.COMPLETED);

        assertThat(journal.eventsOf(run.id())).hasSize(events);
    }

    @Test
    void touchesTheUsersFilesOnlyAfterTheEndOfTheRun() {
        Run run = start();

        assertFails(
                () -> orchestrator.apply(Caller.LOCAL, run.id(), List.of()),
                ErrorCode.RUN_NOT_FINISHED,
                "still running");
        assertFails(() -> orchestrator.discard(Caller.LOCAL, run.id()), ErrorCode.RUN_NOT_FINISHED, "still running");
    }

    @Test
    void namesARunThatDoesNotExist() {
        assertFails(() -> orchestrator.get(Caller.LOCAL, new RunId("run-0")), ErrorCode.UNKNOWN_RUN, "no run run-0");
    }
}
