package dev.codeagent.persistence.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.webhook.Webhook;
import dev.codeagent.api.webhook.WebhookDelivery;
import dev.codeagent.api.webhook.WebhookId;
import dev.codeagent.api.webhook.WebhookStore;
import dev.codeagent.api.webhook.WebhookStore.Attempt;
import dev.codeagent.api.webhook.WebhookStore.Due;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract of the store of webhooks, and of the journal that adds deliveries. */
public abstract class WebhookStoreContract {
    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final String SECRET_TEXT = "sk-live-in-a-prompt";

    private final String name = "t" + UUID.randomUUID().toString().substring(0, 8);
    private final RunId run = new RunId("run-" + name);

    protected abstract WebhookStore store();

    protected abstract RunJournal journal();

    /** Other tests of the database must not see them. */
    @AfterEach
    void removeWebhooks() {
        store().list().forEach(webhook -> store().remove(webhook.id()));
    }

    private Webhook webhook(String suffix, String... events) {
        return new Webhook(
                new WebhookId(name + suffix),
                URI.create("https://hooks.example.com/" + suffix),
                List.of(events),
                Webhook.State.ACTIVE,
                "",
                NOW);
    }

    private void append(RunId id, RunEvent... events) {
        var recorded = new ArrayList<RecordedEvent>();
        recorded.add(new RecordedEvent(
                id,
                1,
                NOW,
                new RunEvent.Created(
                        "p-1",
                        "s-" + id,
                        "local",
                        "/code",
                        List.of(),
                        SECRET_TEXT,
                        List.of(AgentName.CODING),
                        "",
                        false,
                        false,
                        "",
                        Optional.empty(),
                        Optional.empty())));
        for (RunEvent event : events) {
            recorded.add(new RecordedEvent(id, recorded.size() + 1, NOW, event));
        }
        journal().append(recorded);
    }

    private static RunEvent finished() {
        return new RunEvent.Finished(RunState.FAILED, "INTERNAL", SECRET_TEXT, Usage.NONE, "0.5", 1234);
    }

    private static RunEvent approval() {
        return new RunEvent.ApprovalRequested(
                "a-1", "coding", "c-1", "run_command", SECRET_TEXT, "d", "rule-1", SECRET_TEXT, NOW, SECRET_TEXT);
    }

    private static RunEvent budget() {
        return new RunEvent.BudgetReached("server/all", "2026-11", BigDecimal.TEN, BigDecimal.ONE, BigDecimal.TWO);
    }

    private List<Due> claim(Instant now) {
        return store().claim(now, LEASE, Set.of(), 100);
    }

    @Test
    void storesChangesPausesAndRemovesAWebhook() {
        Webhook first = webhook("", "run.finished", "budget.reached");
        store().put(first);

        assertThat(store().find(first.id())).contains(first);
        store().pause(first.id(), "größer 🙂");
        assertThat(store().find(first.id()).orElseThrow().state()).isEqualTo(Webhook.State.PAUSED);
        assertThat(store().find(first.id()).orElseThrow().pausedReason()).isEqualTo("größer 🙂");
        store().put(first);
        assertThat(store().list()).containsExactly(first);
        assertThat(store().remove(first.id())).isTrue();
        assertThat(store().remove(first.id())).isFalse();
        assertThat(store().find(first.id())).isEmpty();
    }

    @Test
    void addsADeliveryForEachEventThatAWebhookHas() {
        store().put(webhook("-all", "run.finished", "approval.requested", "budget.reached"));
        store().put(webhook("-one", "run.finished"));
        store().put(webhook("-off", "run.finished"));
        store().pause(new WebhookId(name + "-off"), "");

        append(run, new RunEvent.Started(1), approval(), budget(), finished());

        assertThat(store().deliveries(new WebhookId(name + "-all"), 10))
                .extracting(WebhookDelivery::event)
                .containsExactlyInAnyOrder("approval.requested", "budget.reached", "run.finished");
        assertThat(store().deliveries(new WebhookId(name + "-one"), 10))
                .singleElement()
                .satisfies(delivery -> {
                    assertThat(delivery.id()).isEqualTo(run + "-5");
                    assertThat(delivery.run()).isEqualTo(run.value());
                    assertThat(delivery.state()).isEqualTo(WebhookDelivery.State.PENDING);
                    assertThat(delivery.nextAttemptAt()).contains(NOW);
                });
        assertThat(store().deliveries(new WebhookId(name + "-off"), 10)).isEmpty();
    }

    @Test
    void aPayloadSaysWhatHappenedWithoutTextsOfTheRun() {
        store().put(webhook("", "run.finished", "approval.requested", "budget.reached"));

        append(run, approval(), budget(), finished());

        var payloads = new ArrayList<String>();
        for (Instant now = NOW; payloads.size() < 3; now = now.plusSeconds(1)) {
            for (Due due : claim(now)) {
                payloads.add(due.payload());
                store().recordAttempt(due, new Attempt(Optional.of(200), ""), now, Optional.empty());
            }
        }
        assertThat(String.join("\n", payloads))
                .contains("\"type\":\"run.finished\"", "\"timestamp\":\"2026-11-30T10:00:00Z\"")
                .contains("\"run\":\"" + run + "\"", "\"state\":\"failed\"", "\"errorCode\":\"INTERNAL\"")
                .contains("\"project\":\"p-1\"", "\"approval\":\"a-1\"", "\"limitUsd\":\"10\"")
                .doesNotContain(SECRET_TEXT);
    }

    @Test
    void addsNoDeliveryForAnEventThatIsNotStored() {
        store().put(webhook("", "run.finished"));
        append(run, finished());

        try {
            journal().append(List.of(new RecordedEvent(run, 2, NOW, finished())));
        } catch (AgentException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
        }

        assertThat(store().deliveries(new WebhookId(name), 10)).hasSize(1);
    }

    @Test
    void nobodyElseGetsADeliveryDuringItsLease() {
        store().put(webhook("", "run.finished"));
        append(run, finished());

        assertThat(claim(NOW.minusMillis(1))).isEmpty();
        assertThat(claim(NOW))
                .singleElement()
                .satisfies(due -> assertThat(due.attempts()).isZero());
        assertThat(claim(NOW)).isEmpty();
        assertThat(claim(NOW.plus(LEASE).minusMillis(1))).isEmpty();
        assertThat(claim(NOW.plus(LEASE))).as("its server died").hasSize(1);
    }

    @Test
    void givesOneDeliveryOfEachWebhookThatIsNotBusy() {
        store().put(webhook("-a", "run.finished"));
        store().put(webhook("-b", "run.finished"));
        append(run, finished());
        append(new RunId(run + "-2"), finished());

        assertThat(store().claim(NOW, LEASE, Set.of(new WebhookId(name + "-a")), 100))
                .extracting(due -> due.webhook().value())
                .containsExactly(name + "-b");
        assertThat(claim(NOW)).extracting(due -> due.webhook().value()).containsExactly(name + "-a", name + "-b");
        assertThat(claim(NOW)).extracting(due -> due.webhook().value()).containsExactly(name + "-a");
    }

    @Test
    void storesTheOutcomesOfAttempts() {
        WebhookId id = new WebhookId(name);
        store().put(webhook("", "run.finished"));
        append(run, finished());
        Due first = claim(NOW).getFirst();

        store().recordAttempt(first, new Attempt(Optional.of(500), "HTTP 500"), NOW, Optional.of(NOW.plusSeconds(5)));

        assertThat(store().deliveries(id, 1).getFirst()).satisfies(delivery -> {
            assertThat(delivery.state()).isEqualTo(WebhookDelivery.State.PENDING);
            assertThat(delivery.attempts()).isEqualTo(1);
            assertThat(delivery.lastStatus()).contains(500);
            assertThat(delivery.lastError()).isEqualTo("HTTP 500");
            assertThat(delivery.nextAttemptAt()).contains(NOW.plusSeconds(5));
        });
        Due second = claim(NOW.plusSeconds(5)).getFirst();
        store().recordAttempt(second, new Attempt(Optional.empty(), "no answer"), NOW.plusSeconds(6), Optional.empty());
        assertThat(store().deliveries(id, 1).getFirst()).satisfies(delivery -> {
            assertThat(delivery.state()).isEqualTo(WebhookDelivery.State.FAILED);
            assertThat(delivery.lastStatus()).isEmpty();
            assertThat(delivery.nextAttemptAt()).isEmpty();
            assertThat(delivery.endedAt()).contains(NOW.plusSeconds(6));
        });
        assertThat(claim(NOW.plusSeconds(1000))).isEmpty();
    }

    @Test
    void sendsADeliveryAgain() {
        WebhookId id = new WebhookId(name);
        store().put(webhook("", "run.finished"));
        append(run, finished());
        String delivery = run + "-2";

        Due failed = claim(NOW).getFirst();
        store().recordAttempt(failed, new Attempt(Optional.of(500), "x"), NOW, Optional.of(NOW.plusSeconds(999)));
        assertThat(store().retry(id, delivery, NOW).orElseThrow().attempts()).isZero();
        store().recordAttempt(claim(NOW).getFirst(), new Attempt(Optional.of(200), ""), NOW, Optional.empty());
        assertThat(store().retry(id, "none", NOW)).isEmpty();
        assertThat(store().retry(id, delivery, NOW.plusSeconds(9)).orElseThrow().state())
                .isEqualTo(WebhookDelivery.State.PENDING);
        assertThat(claim(NOW.plusSeconds(9))).hasSize(1);
    }

    @Test
    void deletesWhatEndedLongAgo() {
        WebhookId id = new WebhookId(name);
        store().put(webhook("", "run.finished"));
        append(run, finished());
        append(new RunId(run + "-2"), finished());
        store().recordAttempt(claim(NOW).getFirst(), new Attempt(Optional.of(200), ""), NOW, Optional.empty());

        store().deleteEndedBefore(NOW);
        assertThat(store().deliveries(id, 10)).hasSize(2);
        store().deleteEndedBefore(NOW.plusMillis(1));
        assertThat(store().deliveries(id, 10))
                .extracting(WebhookDelivery::state)
                .containsExactly(WebhookDelivery.State.PENDING);
    }
}
