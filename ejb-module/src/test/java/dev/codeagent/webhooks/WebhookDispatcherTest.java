package dev.codeagent.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.credential.SecretName;
import dev.codeagent.api.credential.SecretStore;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.webhook.Webhook;
import dev.codeagent.api.webhook.WebhookDelivery;
import dev.codeagent.api.webhook.WebhookDelivery.State;
import dev.codeagent.api.webhook.WebhookId;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookDispatcherTest {
    private static final Secret SECRET = new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final WebhookId ID = new WebhookId("hook");

    private final InMemoryWebhookStore store = new InMemoryWebhookStore();
    private final Map<SecretName, Secret> secrets = new HashMap<>();
    private Instant now = Instant.parse("2026-11-30T10:00:00Z");
    private RecordingReceiver receiver;
    private WebhookDispatcher dispatcher;

    private final SecretStore secretStore = new SecretStore() {
        @Override
        public void put(SecretName name, Secret secret) {
            secrets.put(name, secret);
        }

        @Override
        public Optional<Secret> find(SecretName name) {
            return Optional.ofNullable(secrets.get(name));
        }

        @Override
        public boolean remove(SecretName name) {
            return secrets.remove(name) != null;
        }
    };

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    @BeforeEach
    void start() throws Exception {
        receiver = new RecordingReceiver();
        var sender = new WebhookRequestSender(
                new WebhookAddressPolicy(List.of("hooks.house.test")),
                SSLContext.getDefault(),
                host -> List.of(InetAddress.getLoopbackAddress()),
                Duration.ofSeconds(15));
        dispatcher = new WebhookDispatcher(store, secretStore, sender, clock, Runnable::run);
        put(ID, receiver.url());
        store.enqueue("hook", "run-1-7");
    }

    private void put(WebhookId id, URI url) {
        secrets.put(new SecretName("webhook", id.value()), SECRET);
        store.put(new Webhook(id, url, Webhook.EVENT_TYPES, Webhook.State.ACTIVE, "", now));
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    private WebhookDelivery delivery() {
        return store.deliveries(ID, 1).getFirst();
    }

    @Test
    void signsARequestAndStoresThatItWasDelivered() {
        dispatcher.dispatch();

        RecordingReceiver.Received request = receiver.received().getFirst();
        String timestamp = String.valueOf(now.getEpochSecond());
        assertThat(request.path()).isEqualTo("/hook?token=x");
        assertThat(request.body()).isEqualTo("{\"größer\":\"🙂\"}");
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        assertThat(request.header("webhook-id")).isEqualTo("run-1-7");
        assertThat(request.header("webhook-timestamp")).isEqualTo(timestamp);
        assertThat(request.header("webhook-signature"))
                .isEqualTo(WebhookSignature.sign(SECRET, "run-1-7", now.getEpochSecond(), request.body()));
        assertThat(delivery().state()).isEqualTo(State.DELIVERED);
        dispatcher.dispatch();
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void repeatsAFailedRequestWithGrowingPausesAndTheSameId() {
        receiver.answer(500);
        var pauses = new java.util.ArrayList<Duration>();
        while (delivery().state() == State.PENDING) {
            dispatcher.dispatch();
            Instant next = delivery().nextAttemptAt().orElseThrow();
            if (delivery().state() == State.PENDING) {
                pauses.add(Duration.between(now, next));
                now = next.minusMillis(1);
                dispatcher.dispatch();
                now = next;
            }
        }

        assertThat(receiver.received()).hasSize(10);
        assertThat(receiver.received())
                .extracting(request -> request.header("webhook-id"))
                .containsOnly("run-1-7");
        assertThat(receiver.received())
                .extracting(request -> request.header("webhook-signature"))
                .doesNotHaveDuplicates();
        assertThat(pauses).isSorted().hasSize(9);
        assertThat(pauses.getFirst()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
        assertThat(delivery().state()).isEqualTo(State.FAILED);
        assertThat(delivery().lastError()).isEqualTo("HTTP 500");
        assertThat(delivery().attempts()).isEqualTo(10);
    }

    @Test
    void deliversAfterTheReceiverIsBack() {
        receiver.answer(503);
        dispatcher.dispatch();
        receiver.answer(200);
        now = now.plusSeconds(10);

        dispatcher.dispatch();

        assertThat(delivery().state()).isEqualTo(State.DELIVERED);
        assertThat(delivery().attempts()).isEqualTo(2);
        assertThat(delivery().lastError()).isEmpty();
    }

    @Test
    void followsNoRedirect() {
        receiver.answer(302);

        dispatcher.dispatch();

        assertThat(receiver.received()).hasSize(1);
        assertThat(delivery().state()).isEqualTo(State.PENDING);
        assertThat(delivery().lastError()).contains("HTTP 302", "not followed");
    }

    @Test
    void pausesAWebhookWhoseReceiverIsGone() {
        receiver.answer(410);
        store.enqueue("hook", "run-2-7");

        dispatcher.dispatch();
        dispatcher.dispatch();

        assertThat(receiver.received()).hasSize(1);
        assertThat(delivery().state()).isEqualTo(State.FAILED);
        assertThat(store.find(ID).orElseThrow().state()).isEqualTo(Webhook.State.PAUSED);
        assertThat(store.find(ID).orElseThrow().pausedReason()).contains("410");
    }

    @Test
    void sendsNothingWithoutASecret() {
        secrets.clear();

        dispatcher.dispatch();

        assertThat(receiver.received()).isEmpty();
        assertThat(delivery().lastError()).contains("no secret");
    }

    @Test
    void aReceiverThatIsDownDelaysOnlyItself() {
        WebhookId other = new WebhookId("other");
        put(other, URI.create("http://hooks.house.test:1/"));
        store.enqueue("other", "run-1-7");

        dispatcher.dispatch();

        assertThat(delivery().state()).isEqualTo(State.DELIVERED);
        assertThat(store.deliveries(other, 1).getFirst().lastError()).contains("hooks.house.test");
    }

    @Test
    void testsAWebhookWithARequestOfItsOwn() {
        var configurator =
                new WebhookConfigurator(store, secretStore, new WebhookAddressPolicy(List.of()), dispatcher, clock);

        var result = configurator.test(Caller.LOCAL, ID);

        assertThat(result.ok()).isTrue();
        assertThat(result.status()).contains(204);
        assertThat(receiver.received().getFirst().body()).contains("\"type\":\"webhook.test\"");
        receiver.answer(404);
        assertThat(configurator.test(Caller.LOCAL, ID).message()).isEqualTo("HTTP 404");
    }
}
