package dev.codeagent.persistence.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.Conversation;
import dev.codeagent.api.run.PatchState;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvent.PatchResolved;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunJournal.Query;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.Verdict;
import dev.codeagent.api.run.VerdictOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The contract of every run journal about its lists: verdict and patch of a run, pages, prefixes, conversations. */
public abstract class RunListContract {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final List<RunEvent.FileChange> FILES = List.of(new RunEvent.FileChange("a.txt", "modified", 1, 1));

    private final String name = "t" + UUID.randomUUID().toString().substring(0, 8);
    private final String project = "p-" + name;

    /** The journal under test. */
    protected abstract RunJournal journal();

    /** The database of the journal. */
    protected abstract DataSource source();

    /** Makes the migrations that are pending. */
    protected abstract void migrateAgain();

    private RunId start(String suffix, String projectId, String session, int second) {
        var run = new RunId("run-" + name + "-" + suffix);
        var created = new RunEvent.Created(
                projectId,
                session,
                "local",
                "/code",
                List.of(),
                "ask " + suffix,
                List.of(AgentName.CODING),
                "demo",
                false,
                false,
                "",
                Optional.empty(),
                Optional.empty());
        journal().append(List.of(new RecordedEvent(run, 1, START.plusSeconds(second), created)));
        return run;
    }

    private Run append(RunId run, RunEvent... events) {
        long seq = journal().find(run).orElseThrow().lastSeq();
        var recorded = new ArrayList<RecordedEvent>();
        for (RunEvent event : events) {
            recorded.add(new RecordedEvent(run, ++seq, START.plusSeconds(100 + seq), event));
        }
        journal().append(recorded);
        return journal().find(run).orElseThrow();
    }

    private static RunEvent diff(List<RunEvent.FileChange> files) {
        return new RunEvent.DiffReady("codeagent/x", "c0ffee", files, List.of());
    }

    private static RunEvent verdict(boolean green, String notTested) {
        return new RunEvent.VerdictReached(
                new Verdict(List.of(), List.of(), List.of(), List.of(), List.of(), green, notTested));
    }

    private static RunEvent finished() {
        return new RunEvent.Finished(RunState.COMPLETED, "", "", Usage.NONE, "", 9);
    }

    private static RunEvent resolved(PatchResolved.Outcome outcome) {
        return new PatchResolved(outcome, "local", List.of(), 0);
    }

    private static RunEvent undone() {
        return new RunEvent.ChangesUndone("local", "undo-1", "coding", "", false, List.of(), List.of());
    }

    @Test
    void knowsTheVerdictOfARun() {
        RunId run = start("a", project, "s-" + name, 0);

        assertThat(journal().find(run).orElseThrow().verdict()).isEmpty();
        assertThat(append(run, verdict(false, "no sandbox")).verdict()).contains(VerdictOutcome.NOT_TESTED);
        assertThat(append(run, verdict(false, "")).verdict()).contains(VerdictOutcome.NOT_GREEN);
        assertThat(append(run, verdict(true, "")).verdict()).contains(VerdictOutcome.GREEN);
    }

    @Test
    void knowsWhatBecameOfThePatch() {
        RunId run = start("a", project, "s-" + name, 0);

        assertThat(append(run, diff(List.of()), finished()).patch()).isEqualTo(PatchState.NONE);
        assertThat(append(run, diff(FILES), finished()).patch()).isEqualTo(PatchState.OPEN);
        assertThat(append(run, resolved(PatchResolved.Outcome.APPLIED_PART)).patch())
                .isEqualTo(PatchState.OPEN);
        assertThat(append(run, resolved(PatchResolved.Outcome.APPLIED)).patch()).isEqualTo(PatchState.APPLIED);
        assertThat(append(run, undone(), diff(List.of())).patch()).isEqualTo(PatchState.UNDONE);
        assertThat(append(run, undone(), diff(FILES)).patch()).isEqualTo(PatchState.OPEN);
        assertThat(append(run, undone()).patch()).isEqualTo(PatchState.UNDONE);
        assertThat(append(run, resolved(PatchResolved.Outcome.APPLIED)).patch())
                .as("the undone changes are taken out of the working tree")
                .isEqualTo(PatchState.UNDONE);
        assertThat(append(run, resolved(PatchResolved.Outcome.DISCARDED)).patch())
                .isEqualTo(PatchState.DISCARDED);
        assertThat(journal().find(run).orElseThrow().state()).isEqualTo(RunState.COMPLETED);
    }

    @Test
    void listsPagesWithoutGapsOrRepetitions() {
        var all = new ArrayList<RunId>();
        for (int i = 0; i < 7; i++) {
            all.add(start("r" + i, project, "s-" + name, i / 2)); // Two runs of each second.
        }
        var pages = new ArrayList<RunId>();
        Optional<RunId> before = Optional.empty();
        List<Run> page;
        do {
            page = journal().list(new Query(Optional.of(project), Optional.empty(), Set.of(), Set.of(), before, 3));
            page.forEach(run -> pages.add(run.id()));
            before = page.isEmpty() ? before : Optional.of(page.getLast().id());
        } while (!page.isEmpty());

        assertThat(pages).isEqualTo(all.reversed());
    }

    @Test
    void filtersByStateAndPatch() {
        RunId queued = start("queued", project, "s-" + name, 0);
        RunId open = start("open", project, "s-" + name, 1);
        append(open, diff(FILES), finished());
        RunId applied = start("applied", project, "s-" + name, 2);
        append(applied, diff(FILES), finished(), resolved(PatchResolved.Outcome.APPLIED));

        assertThat(filtered(Set.of(RunState.QUEUED), Set.of())).containsExactly(queued);
        assertThat(filtered(Set.of(RunState.COMPLETED), Set.of())).containsExactly(applied, open);
        assertThat(filtered(Set.of(), Set.of(PatchState.OPEN))).containsExactly(open);
        assertThat(filtered(Set.of(RunState.QUEUED, RunState.COMPLETED), Set.of(PatchState.NONE, PatchState.APPLIED)))
                .containsExactly(applied, queued);
    }

    private List<RunId> filtered(Set<RunState> states, Set<PatchState> patches) {
        return journal()
                .list(new Query(Optional.of(project), Optional.empty(), states, patches, Optional.empty(), 100))
                .stream()
                .map(Run::id)
                .toList();
    }

    @Test
    void findsRunsByTheBeginningOfTheirIdOnly() {
        RunId first = start("x1", project, "s-" + name, 0);
        RunId second = start("x2", project, "s-" + name, 1);
        start("y", project, "s-" + name, 2);

        assertThat(journal().findByPrefix("run-" + name + "-x", 9))
                .extracting(Run::id)
                .containsExactly(second, first);
        assertThat(journal().findByPrefix("run-" + name + "-x", 1)).hasSize(1);
        assertThat(journal().findByPrefix("RUN-" + name, 9)).isEmpty();
        assertThat(journal().findByPrefix("run_" + name, 9)).isEmpty();
        assertThat(journal().findByPrefix("run%", 9)).isEmpty();
        assertThat(journal().findByPrefix(name, 9)).isEmpty();
    }

    @Test
    void listsConversations() {
        start("a1", project, "s1-" + name, 0);
        start("b1", project, "s2-" + name, 1);
        RunId last = start("a2", project, "s1-" + name, 2);
        append(last, finished());

        List<Conversation> found = journal().conversations(Optional.of(project), 10);

        assertThat(found).extracting(c -> c.id().value()).containsExactly("s1-" + name, "s2-" + name);
        Conversation newest = found.getFirst();
        assertThat(newest.runs()).isEqualTo(2);
        assertThat(newest.startedAt()).isEqualTo(START);
        assertThat(newest.lastActivityAt()).isEqualTo(START.plusSeconds(102));
        assertThat(newest.lastRun()).isEqualTo(last);
        assertThat(newest.lastState()).isEqualTo(RunState.COMPLETED);
        assertThat(newest.firstPrompt()).isEqualTo("ask a1");
        assertThat(journal().conversations(Optional.of(project), 1)).hasSize(1);
        assertThat(journal().conversations(Optional.of("p-none"), 10)).isEmpty();
        assertThat(journal().conversations(Optional.empty(), 1000)).containsAll(found);
    }

    @Test
    void rejectsARunWhoseSessionBelongsToAnotherProject() {
        String session = "s-" + name;
        start("first", project, session, 0);

        assertThatThrownBy(() -> start("foreign", "p-other", session, 1))
                .isInstanceOfSatisfying(AgentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
                    assertThat(e.getMessage()).contains(session, project);
                });
        assertThat(journal().find(new RunId("run-" + name + "-foreign"))).isEmpty();
        start("second", project, session, 2);
        assertThat(journal().conversations(Optional.of(project), 10).getFirst().runs())
                .isEqualTo(2);
    }

    @Test
    void givesANewSessionToOneOfTwoProjectsThatBeginItAtOnce() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            String session = "s" + round + "-" + name;
            var failures = new ConcurrentLinkedQueue<ErrorCode>();
            var threads = new ArrayList<Thread>();
            for (String owner : List.of("p1-" + name, "p2-" + name)) {
                String suffix = round + owner;
                threads.add(Thread.ofPlatform().start(() -> {
                    try {
                        start(suffix, owner, session, 0);
                    } catch (AgentException e) {
                        failures.add(e.code());
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }

            assertThat(failures).containsExactly(ErrorCode.CONFLICT);
        }
    }

    @Test
    void takesVerdictsPatchesAndSessionsFromTheEventsOfAnEarlierVersion() throws SQLException {
        String session = "s-" + name;
        start("queued", project, session, 0);
        append(start("open", project, session, 1), diff(FILES), verdict(true, ""), finished());
        append(
                start("none", project, session, 2),
                diff(List.of()),
                verdict(false, "no \"green\":true sandbox"),
                finished());
        append(start("applied", project, session, 3), diff(FILES), resolved(PatchResolved.Outcome.APPLIED));
        append(start("part", project, session, 4), diff(FILES), resolved(PatchResolved.Outcome.APPLIED_PART));
        append(start("undone", project, session, 5), diff(FILES), verdict(false, ""), undone(), diff(List.of()));
        append(start("redone", project, session, 6), diff(FILES), undone(), undone(), diff(FILES));
        append(start("discarded", project, session, 7), diff(FILES), resolved(PatchResolved.Outcome.DISCARDED));
        List<Run> before = journal().list(new Query(Optional.of(project), Optional.empty(), 100));

        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement()) {
            EarlierSchema.restore(statement, 3);
        }
        migrateAgain();

        assertThat(before).extracting(Run::patch).contains(PatchState.values());
        assertThat(journal().list(new Query(Optional.of(project), Optional.empty(), 100)))
                .isEqualTo(before);
        assertThatThrownBy(() -> start("foreign", "p-other", session, 9)).isInstanceOf(AgentException.class);
    }
}
