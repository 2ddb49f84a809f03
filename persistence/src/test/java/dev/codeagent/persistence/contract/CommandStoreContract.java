package dev.codeagent.persistence.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.command.CommandStore;
import dev.codeagent.api.command.ExecutedCommand;
import dev.codeagent.api.command.ReceivedCommand;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.wire.CommandDigest;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The contract of the store of executed commands, for any database. Each test uses its own commands. */
public abstract class CommandStoreContract {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");

    private final String name = "c" + UUID.randomUUID().toString().substring(0, 8);

    protected abstract RunJournal journal();

    protected abstract CommandStore commands();

    private ReceivedCommand command(String id) {
        return CommandDigest.of("local", name + id, "/code", JsonObject.EMPTY_JSON_OBJECT);
    }

    private List<RecordedEvent> created(String run) {
        return List.of(
                new RecordedEvent(
                        new RunId("run-" + name + run),
                        1,
                        AT,
                        new RunEvent.Created(
                                "p-" + name,
                                "s-" + name,
                                "local",
                                "/code",
                                List.of(),
                                "x",
                                List.of(AgentName.CODING),
                                "",
                                false,
                                false,
                                "",
                                Optional.empty(),
                                Optional.empty())),
                new RecordedEvent(new RunId("run-" + name + run), 2, AT, new RunEvent.Started(1)));
    }

    private static void assertConflict(org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    }

    @Test
    void storesACommandTogetherWithItsEvents() {
        journal().append(created("1"), Optional.of(command("1")));

        assertThat(commands().find(command("1").id()))
                .containsExactly(new ExecutedCommand(command("1"), "run-" + name + "1", 1, AT, true));
        assertThat(commands().find(command("2").id())).isEmpty();
    }

    @Test
    void storesNeitherEventsNorCommandIfTheCommandIsStoredAlready() {
        journal().append(created("1"), Optional.of(command("1")));

        assertConflict(() -> journal().append(created("2"), Optional.of(command("1"))));

        assertThat(journal().find(new RunId("run-" + name + "2"))).isEmpty();
        assertThat(journal().readAfter(new RunId("run-" + name + "2"), 0, 9)).isEmpty();
        assertThat(commands().find(command("1").id())).hasSize(1);
    }

    @Test
    void storesNoCommandIfTheEventsCannotBeStored() {
        journal().append(created("1"));

        assertConflict(() -> journal().append(created("1"), Optional.of(command("1"))));

        assertThat(commands().find(command("1").id())).isEmpty();
    }

    @Test
    void storesACommandOnceThatArrivesAtTheSameTime() throws InterruptedException {
        var failures = new ArrayList<RuntimeException>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 8; i++) {
            List<RecordedEvent> events = created("p" + i);
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    journal().append(events, Optional.of(command("1")));
                } catch (AgentException e) {
                    synchronized (failures) {
                        failures.add(e);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(failures).hasSize(7);
        assertThat(commands().find(command("1").id())).hasSize(1);
        assertThat(journal().list(new RunJournal.Query(Optional.of("p-" + name), Optional.empty(), 99)))
                .hasSize(1);
    }

    @Test
    void storesACommandBeforeItIsExecuted() {
        commands().begin(command("1"), AT);
        assertThat(commands().find(command("1").id()))
                .containsExactly(new ExecutedCommand(command("1"), "", 0, AT, false));
        assertConflict(() -> commands().begin(command("1"), AT));

        commands().finish(command("1"));
        assertThat(commands().find(command("1").id()).getFirst().finished()).isTrue();

        commands().remove(command("1"));
        assertThat(commands().find(command("1").id())).isEmpty();
    }

    @Test
    void keepsCommandsWithTheSameIdAndAnotherContentApart() {
        var other = CommandDigest.of("local", name + "1", "/plan", JsonObject.EMPTY_JSON_OBJECT);
        var changed = new ReceivedCommand("/plan", other.id(), "other");
        commands().begin(command("1"), AT);
        commands().begin(changed, AT);

        assertThat(commands().find(other.id())).hasSize(2);
        commands().remove(changed);
        assertThat(commands().find(other.id())).hasSize(1);
    }

    @Test
    void forgetsOldCommandsAndThoseThatAreTooMany() {
        Instant ancient = Instant.EPOCH.plusSeconds(1);
        for (int i = 0; i < 10; i++) {
            commands().begin(command("old" + i), ancient.plusSeconds(i));
        }

        commands().deleteBefore(ancient.plusSeconds(4), Integer.MAX_VALUE);
        assertThat(commands().find(command("old3").id())).isEmpty();
        assertThat(commands().find(command("old4").id())).hasSize(1);

        Instant now = Instant.parse("2200-01-01T00:00:00Z");
        for (int i = 0; i < 5; i++) {
            commands().begin(command("new" + i), now.plusSeconds(i));
        }
        commands().deleteBefore(Instant.EPOCH, 3);
        assertThat(commands().find(command("old9").id())).isEmpty();
        assertThat(commands().find(command("new1").id())).isEmpty();
        assertThat(commands().find(command("new2").id())).hasSize(1);
        commands().deleteBefore(now.plusSeconds(9), 3);
    }
}
