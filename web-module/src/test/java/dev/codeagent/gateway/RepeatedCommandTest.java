package dev.codeagent.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.wire.CommandDigest;
import dev.codeagent.api.wire.EnvelopeCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command that is sent again is answered, and has no second effect: on any connection, and after a restart. */
class RepeatedCommandTest {
    private static final String START =
            "\"command\": \"/code\", \"prompt\": \"do it\", \"context\": {\"projectId\": \"proj-1\", \"sessionId\": \"s-1\"}";
    private static final String BUDGET =
            "\"command\": \"/settings\", \"name\": \"budgets/run/r/total\", \"value\": {\"limitUsd\": \"5.00\"}";

    private final FakeRuns runs = new FakeRuns();

    /** A connection to a server that was started again: only what is stored is left. */
    private TestClient connectAfterRestart() {
        return new TestClient(runs, runs.executor(), false);
    }

    private TestClient connectWithUniqueIds() {
        return new TestClient(runs, runs.executor(), true);
    }

    @Test
    void startsOneRunAndSendsItsEventsToTheConnectionThatAsksAgain() {
        connectAfterRestart().send("c-1", START);
        TestClient second = connectAfterRestart();

        assertThat(second.send("c-1", START).getString("run")).isEqualTo("run-1");
        assertThat(second.answers().getLast().getJsonObject("payload").getString("status"))
                .isEqualTo("accepted");
        assertThat(second.events()).containsExactly("run-1 1");
        assertThat(runs.requests).hasSize(1);
    }

    @Test
    void recognizesACommandWhoseFieldsHaveAnotherOrder() {
        connectAfterRestart().send("c-1", START);

        connectAfterRestart()
                .send(
                        "c-1",
                        "\"context\": {\"sessionId\": \"s-1\", \"projectId\": \"proj-1\"}, \"prompt\": \"do it\","
                                + " \"command\": \"/code\"");

        assertThat(runs.requests).hasSize(1);
    }

    @Test
    void undoesAndAppliesOnce() {
        connectAfterRestart().send("c-1", START);
        for (int i = 0; i < 3; i++) {
            assertThat(connectAfterRestart()
                            .send("c-2", "\"command\": \"/undo\", \"run\": \"last\"")
                            .getString("undo"))
                    .isEqualTo("undo-1");
            var applied = connectAfterRestart().send("c-3", "\"command\": \"/apply\", \"run\": \"run-1\"");
            assertThat(applied.getString("status")).isEqualTo("applied");
            assertThat(applied.getString("outcome")).isEqualTo("applied");
            assertThat(connectAfterRestart()
                            .send("c-4", "\"command\": \"/cancel\", \"run\": \"run-1\"")
                            .getString("status"))
                    .isEqualTo("cancelling");
        }

        assertThat(runs.undone).hasSize(1);
        assertThat(runs.applied).hasSize(1);
        assertThat(runs.cancelled).hasSize(1);
    }

    @Test
    void changesASettingOnce() {
        for (int i = 0; i < 3; i++) {
            assertThat(connectAfterRestart()
                            .send("c-1", BUDGET)
                            .getJsonObject("value")
                            .getString("limitUsd"))
                    .isEqualTo("5.00");
        }

        assertThat(runs.settingChanges).hasSize(1);
    }

    @Test
    void doesNotRepeatASettingWhoseOutcomeACrashHid() {
        var payload = EnvelopeCodec.parse("{" + BUDGET + "}");
        runs.commands.begin(CommandDigest.of(Caller.LOCAL.name(), "c-1", "/settings", payload), Instant.EPOCH);

        var answer = connectAfterRestart().send("c-1", BUDGET);

        assertThat(answer.getString("code")).isEqualTo("CONFLICT");
        assertThat(answer.getString("message")).contains("budgets/run/r/total").contains("read the setting");
        assertThat(runs.settingChanges).isEmpty();
    }

    @Test
    void executesARejectedCommandWhenItIsSentAgain() {
        String negative = BUDGET.replace("5.00", "-1");
        assertThat(connectAfterRestart().send("c-1", negative).getString("code"))
                .isEqualTo("INVALID_VALUE");
        assertThat(connectAfterRestart().send("c-1", negative).getString("code"))
                .isEqualTo("INVALID_VALUE");
        assertThat(runs.settingChanges).hasSize(2);

        runs.startFailure = new AgentException(ErrorCode.TOO_BUSY, "the queue is full");
        connectAfterRestart().send("c-2", START);
        runs.startFailure = null;
        assertThat(connectAfterRestart().send("c-2", START).getString("status")).isEqualTo("accepted");
    }

    /** Clients of older versions count their commands from 1 on each connection. */
    @Test
    void executesAnotherCommandThatHasTheSameIdOnAnotherConnection() {
        connectAfterRestart().send("c-1", START);

        assertThat(connectAfterRestart()
                        .send("c-1", START.replace("do it", "do that"))
                        .getString("run"))
                .isEqualTo("run-2");
    }

    @Test
    void rejectsAnotherCommandWithTheSameIdOnTheSameConnection() {
        TestClient client = connectAfterRestart();
        client.send("c-1", START);

        var answer = client.send("c-1", START.replace("do it", "do that"));

        assertThat(answer.getString("code")).isEqualTo("CONFLICT");
        assertThat(answer.getString("message")).contains("'id'").contains("c-1");
        assertThat(runs.requests).hasSize(1);
    }

    @Test
    void rejectsAnotherCommandWithTheSameIdIfTheClientPromisesUniqueIds() {
        connectWithUniqueIds().send("c-1", START);

        assertThat(connectWithUniqueIds()
                        .send("c-1", START.replace("do it", "do that"))
                        .getString("code"))
                .isEqualTo("CONFLICT");
        assertThat(connectWithUniqueIds().send("c-1", START).getString("run")).isEqualTo("run-1");
        assertThat(runs.requests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "\\ud83d", "ÿ🙂", " x ", "%s", "'; DROP TABLE run; --"})
    void acceptsAnyId(String id) {
        var first = new TestClient(runs, runs.executor(), false);
        for (int i = 0; i < 2; i++) {
            try {
                first.send(id, START);
            } catch (IllegalStateException e) {
                // The id of the answer is the decoded one.
            }
        }

        assertThat(runs.requests).hasSize(1);
        assertThat(first.answers())
                .allMatch(a -> a.getJsonObject("payload").getString("status").equals("accepted"));
    }

    @Test
    void executesACommandOnceThatArrivesOnManyConnectionsAtTheSameTime() throws InterruptedException {
        CommandExecutor executor = runs.executor();
        var start = new CountDownLatch(1);
        var threads = new ArrayList<Thread>();
        var answered = new ArrayList<String>();
        for (int i = 0; i < 16; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                String run =
                        new TestClient(runs, executor, false).send("c-1", START).getString("run");
                synchronized (answered) {
                    answered.add(run);
                }
            }));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(runs.requests).hasSize(1);
        assertThat(answered).hasSize(16).containsOnly("run-1");
    }

    @Test
    void answersWhatAnotherServerExecutedAtTheSameTime() {
        TestClient client = connectAfterRestart();
        runs.startFailure = new AgentException(ErrorCode.CONFLICT, "a row with this key already exists");
        runs.beforeFailure = () -> {
            runs.startFailure = null;
            connectAfterRestart().send("c-1", START);
            runs.startFailure = new AgentException(ErrorCode.CONFLICT, "a row with this key already exists");
        };

        assertThat(client.send("c-1", START).getString("run")).isEqualTo("run-1");
        assertThat(runs.requests).hasSize(1);
    }

    @Test
    void answersEachCommandWithItsId() {
        TestClient client = connectAfterRestart();
        client.send("c-1", START);
        runs.patch = "diff --git a/ü b/ü\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);

        assertThat(client.send("d-1", "\"command\": \"/diff\", \"run\": \"last\"")
                        .getString("patch"))
                .isEqualTo("diff --git a/ü b/ü\n");
        runs.patch = new byte[] {(byte) 0xff, 1};
        assertThat(client.send("d-2", "\"command\": \"/diff\", \"run\": \"last\"")
                        .getString("encoding"))
                .isEqualTo("base64");
        assertThat(client.send("d-3", "\"line\": \"/diff last --hunks\"").getString("status"))
                .isEqualTo("hunks");
        assertThat(client.send("a-1", "\"line\": \"/approvals\"").getString("status"))
                .isEqualTo("approvals");
        assertThat(client.send("s-1", "\"line\": \"/settings budgets\"").getString("name"))
                .isEqualTo("budgets");
        assertThat(client.send("h-1", "\"line\": \"/help\"").getJsonArray("commands"))
                .isNotEmpty();
        assertThat(client.send("p-1", "\"line\": \"/parse /code see @src/a.txt\"")
                        .getJsonArray("mentions"))
                .hasSize(1);
        List<String> wrong = List.of("\"command\": \"/apply\"", "\"line\": \"/apply a b\"", "\"command\": \"/undo\"");
        assertThat(wrong)
                .allSatisfy(fields -> assertThat(client.send("w", fields).getString("message"))
                        .startsWith("field '"));
    }
}
