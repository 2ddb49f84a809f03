package dev.codeagent.persistence.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.ApprovalDecision;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunJournal.Effect;
import dev.codeagent.api.run.RunJournal.Query;
import dev.codeagent.api.run.RunState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The contract of every run journal, for any database. Each test uses its own runs. */
public abstract class RunJournalContract {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");
    /** Far in the future: a server whose journal is tested denies expired approval requests. */
    private static final Instant EXPIRY = Instant.parse("2126-01-02T03:04:05.678Z");

    private final String name = "t" + UUID.randomUUID().toString().substring(0, 8);
    private final RunId run = new RunId("run-" + name);

    /** The journal under test. */
    protected abstract RunJournal journal();

    private RunEvent.Created created(String prompt) {
        return new RunEvent.Created(
                "p-" + name,
                "s-" + name,
                "local",
                "/code",
                List.of("a"),
                prompt,
                List.of(AgentName.CODING),
                "demo",
                false,
                false,
                "",
                Optional.empty(),
                Optional.empty());
    }

    private static RecordedEvent event(RunId run, long seq, RunEvent event) {
        return new RecordedEvent(run, seq, START.plusMillis(seq), event);
    }

    private static RunEvent notice(String text) {
        return new RunEvent.Notice(RunEvent.Notice.Level.INFO, "test", text);
    }

    private void append(RunEvent... events) {
        long seq = journal().find(run).map(Run::lastSeq).orElse(0L);
        var recorded = new ArrayList<RecordedEvent>();
        for (RunEvent event : events) {
            recorded.add(event(run, ++seq, event));
        }
        journal().append(recorded);
    }

    private static RunEvent finished(RunState state, String error, String cost) {
        return new RunEvent.Finished(state, error.isEmpty() ? "" : "STEP_LIMIT", error, new Usage(1, 2, 3), cost, 99);
    }

    @Test
    void readsEventsInOrderAndByPage() {
        append(created("x"), notice("a"), notice("b"), notice("c"));

        List<RecordedEvent> all = journal().readAfter(run, 0, 100);

        assertThat(all).extracting(RecordedEvent::seq).containsExactly(1L, 2L, 3L, 4L);
        assertThat(all.getFirst()).isEqualTo(event(run, 1, created("x")));
        assertThat(journal().readAfter(run, 1, 2)).isEqualTo(all.subList(1, 3));
        assertThat(journal().readAfter(run, 4, 2)).isEmpty();
    }

    @Test
    void rejectsAUsedSequenceNumberAndStoresNothingOfTheBatch() {
        append(created("x"), notice("a"));

        assertThatThrownBy(() -> journal().append(List.of(event(run, 3, notice("b")), event(run, 2, notice("c")))))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        assertThat(journal().readAfter(run, 0, 100)).hasSize(2);
        assertThat(journal().find(run).orElseThrow().lastSeq()).isEqualTo(2);
    }

    @Test
    void updatesTheRunRowWithItsEvents() {
        append(created("the prompt"));
        Run queued = journal().find(run).orElseThrow();
        append(new RunEvent.Started(1));
        Run running = journal().find(run).orElseThrow();
        append(turn(new Usage(100, 20, 7)), turn(new Usage(50, 5, 0)));
        append(finished(RunState.FAILED, "too many turns", "0.001230"));
        Run failed = journal().find(run).orElseThrow();

        assertThat(queued.state()).isEqualTo(RunState.QUEUED);
        assertThat(queued.prompt()).isEqualTo("the prompt");
        assertThat(queued.createdAt()).isEqualTo(START.plusMillis(1));
        assertThat(queued.finishedAt()).isEmpty();
        assertThat(queued.costUsd()).isEmpty();
        assertThat(running.state()).isEqualTo(RunState.RUNNING);
        assertThat(failed.state()).isEqualTo(RunState.FAILED);
        assertThat(failed.usage()).isEqualTo(new Usage(150, 25, 7));
        assertThat(failed.finishedAt()).contains(START.plusMillis(5));
        assertThat(failed.costUsd()).contains(new BigDecimal("0.001230"));
        assertThat(failed.error()).contains("too many turns");
        assertThat(failed.lastSeq()).isEqualTo(5);
    }

    private static RunEvent turn(Usage usage) {
        return new RunEvent.TurnFinished("coding", 1, "demo", "m-1", "stop", usage, 10);
    }

    @Test
    void recordsTheOutcomeOfEachEffect() {
        append(
                created("x"),
                new RunEvent.ToolCalled("coding", "c1", "write_file", "{}", true),
                new RunEvent.ToolCalled("coding", "c2", "read_file", "{}", false),
                new RunEvent.ToolCalled("coding", "c3", "run_command", "{}", true),
                new RunEvent.ToolFinished("coding", "c1", "write_file", RunEvent.ToolFinished.Outcome.OK, "wrote", 1),
                new RunEvent.ToolFinished("coding", "c2", "read_file", RunEvent.ToolFinished.Outcome.OK, "text", 1));

        assertThat(journal().effects(run))
                .containsExactly(
                        new Effect(run, "c1", "write_file", Effect.State.OK),
                        new Effect(run, "c3", "run_command", Effect.State.INTENDED));
    }

    @Test
    void listsRunsNewestFirstAndFiltered() {
        var others = new ArrayList<RunId>();
        for (int i = 0; i < 3; i++) {
            var id = new RunId("run-" + name + "-" + i);
            others.add(id);
            journal().append(List.of(new RecordedEvent(id, 1, START.plusSeconds(i), created("x"))));
        }
        var session = new Query(Optional.empty(), Optional.of("s-" + name), 100);
        var two = new Query(Optional.of("p-" + name), Optional.empty(), 2);

        assertThat(journal().list(session)).extracting(Run::id).isEqualTo(others.reversed());
        assertThat(journal().list(two)).extracting(Run::id).containsExactly(others.get(2), others.get(1));
        assertThat(journal().list(new Query(Optional.of("p-none"), Optional.empty(), 9)))
                .isEmpty();
    }

    @Test
    void listsUnfinishedRuns() {
        append(created("x"), new RunEvent.Started(1));
        var done = new RunId("run-" + name + "-done");
        journal().append(List.of(event(done, 1, created("x")), event(done, 2, finished(RunState.COMPLETED, "", ""))));

        assertThat(journal().unfinished()).extracting(Run::id).contains(run).doesNotContain(done);
    }

    @Test
    void listsRunsWaitingForAnApproval() {
        append(created("x"), new RunEvent.Started(1));
        append(new RunEvent.ApprovalRequested("a", "coding", "c1", "t", "{}", "d", "r", "why", EXPIRY, ""));
        assertThat(journal().waiting()).extracting(Run::id).contains(run);
        assertThat(journal().unfinished()).extracting(Run::id).doesNotContain(run);
        assertThat(journal().find(run).orElseThrow().state()).isEqualTo(RunState.WAITING);

        append(new RunEvent.ApprovalAnswered(
                "a", "c1", "d", RunEvent.ApprovalAnswered.Decision.APPROVED, ApprovalDecision.Scope.ONCE, "local"));

        assertThat(journal().waiting()).extracting(Run::id).doesNotContain(run);
        assertThat(journal().unfinished()).extracting(Run::id).contains(run);
        append(new RunEvent.Started(2), new RunEvent.CancelRequested("local"));
        assertThat(journal().find(run).orElseThrow().state()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void requeuesAWaitingRunWhenItIsCancelled() {
        append(created("x"), new RunEvent.Started(1));
        append(new RunEvent.ApprovalRequested("a", "coding", "c1", "t", "{}", "d", "r", "why", EXPIRY, ""));

        append(new RunEvent.CancelRequested("local"));

        assertThat(journal().unfinished()).extracting(Run::id).contains(run);
    }

    @Test
    void storesEveryCharacter() {
        String text = "größer 日本語 🙂 \u0000 \u001b[31m \\ \" ' % _ ; -- \r\n\t \uFEFF end";
        append(created("prompt " + text), notice(text), notice(""), notice("x".repeat(200_000)));

        assertThat(journal().readAfter(run, 0, 100))
                .extracting(RecordedEvent::event)
                .containsExactly(created("prompt " + text), notice(text), notice(""), notice("x".repeat(200_000)));
    }

    @Test
    void storesConcurrentAppendsOfManyRuns() throws InterruptedException {
        int events = 50;
        var ids = new ArrayList<RunId>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 16; i++) {
            var id = new RunId("run-" + name + "-m" + i);
            ids.add(id);
            threads.add(Thread.ofPlatform().start(() -> {
                journal().append(List.of(event(id, 1, created("x"))));
                for (long seq = 2; seq <= events; seq++) {
                    journal().append(List.of(event(id, seq, notice("n" + seq))));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(ids)
                .allSatisfy(id -> assertThat(journal().readAfter(id, 0, 1_000))
                        .extracting(RecordedEvent::seq)
                        .isEqualTo(LongStream.rangeClosed(1, events).boxed().toList()));
    }

    @Test
    void failsOnlyTheConflictingAppendOfAGroupCommit() throws InterruptedException {
        append(created("x"), notice("a"));
        var valid = new RunId("run-" + name + "-good");
        journal().append(List.of(event(valid, 1, created("x"))));
        var failures = new ArrayList<RuntimeException>();
        var conflicting = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 50; i++) {
                try {
                    journal().append(List.of(event(run, 2, notice("again"))));
                } catch (AgentException e) {
                    failures.add(e);
                }
            }
        });
        for (long seq = 2; seq <= 50; seq++) {
            journal().append(List.of(event(valid, seq, notice("n"))));
        }
        conflicting.join();

        assertThat(failures).hasSize(50);
        assertThat(journal().readAfter(valid, 0, 100)).hasSize(50);
        assertThat(journal().readAfter(run, 0, 100)).hasSize(2);
    }

    @Test
    void findsNoUnknownRun() {
        assertThat(journal().find(new RunId("run-none"))).isEmpty();
        assertThat(journal().readAfter(new RunId("run-none"), 0, 10)).isEmpty();
    }

    @Test
    void readsBackRandomTextTimesAndAmounts() {
        var random = new Random(20260102);
        for (int i = 0; i < 200; i++) {
            var id = new RunId("run-" + name + "-any" + i);
            Instant at = Instant.ofEpochMilli(random.nextLong(-62_135_596_800_000L, 253_402_300_800_000L));
            String money = RandomValues.money(random);
            var usage = new Usage(random.nextLong(1L << 52), random.nextLong(1L << 52), random.nextLong(1L << 52));
            List<RecordedEvent> all = List.of(
                    new RecordedEvent(id, 1, at, created(RandomValues.text(random))),
                    new RecordedEvent(id, 2, at, turn(usage)),
                    new RecordedEvent(id, 3, at, notice(RandomValues.text(random))),
                    new RecordedEvent(id, 4, at, finished(RunState.FAILED, "e" + RandomValues.text(random), money)));

            journal().append(all);

            Run run = journal().find(id).orElseThrow();
            assertThat(journal().readAfter(id, 0, 9)).isEqualTo(all);
            assertThat(run.prompt())
                    .isEqualTo(((RunEvent.Created) all.getFirst().event()).prompt());
            assertThat(run.error()).contains(((RunEvent.Finished) all.getLast().event()).error());
            assertThat(run.costUsd()).contains(new BigDecimal(money));
            assertThat(run.createdAt()).isEqualTo(at);
            assertThat(run.finishedAt()).contains(at);
            assertThat(run.usage()).isEqualTo(usage);
        }
    }
}
