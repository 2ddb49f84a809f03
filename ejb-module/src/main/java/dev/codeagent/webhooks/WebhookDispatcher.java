package dev.codeagent.webhooks;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.credential.SecretName;
import dev.codeagent.api.credential.SecretStore;
import dev.codeagent.api.webhook.WebhookId;
import dev.codeagent.api.webhook.WebhookStore;
import dev.codeagent.api.webhook.WebhookStore.Attempt;
import dev.codeagent.api.webhook.WebhookStore.Due;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Sends the deliveries that are due. A webhook has one request at a time, so a slow receiver delays only itself. A server
 * that is killed during a request has not stored its outcome; the delivery is due again after its lease, with the same id.
 */
public final class WebhookDispatcher {
    private static final System.Logger LOG = System.getLogger(WebhookDispatcher.class.getName());
    private static final int MAX_CONCURRENT = 8;
    /** Longer than a request may take. */
    private static final Duration LEASE = Duration.ofSeconds(60);

    private static final Duration KEPT = Duration.ofDays(30);
    private static final int GONE = 410;

    private final WebhookStore store;
    private final SecretStore secrets;
    private final WebhookRequestSender sender;
    private final RetrySchedule schedule;
    private final Clock clock;
    private final Executor executor;
    private final Set<WebhookId> busy = ConcurrentHashMap.newKeySet();

    public WebhookDispatcher(
            WebhookStore store, SecretStore secrets, WebhookRequestSender sender, Clock clock, Executor executor) {
        this(store, secrets, sender, RetrySchedule.STANDARD, clock, executor);
    }

    WebhookDispatcher(
            WebhookStore store,
            SecretStore secrets,
            WebhookRequestSender sender,
            RetrySchedule schedule,
            Clock clock,
            Executor executor) {
        this.store = store;
        this.secrets = secrets;
        this.sender = sender;
        this.schedule = schedule;
        this.clock = clock;
        this.executor = executor;
    }

    /** Starts the requests that are due, and ends those that take too long. Call it every few seconds. */
    public void dispatch() {
        sender.closeOverdue();
        int free = MAX_CONCURRENT - busy.size();
        if (free <= 0) {
            return;
        }
        for (Due due : store.claim(clock.instant(), LEASE, Set.copyOf(busy), free)) {
            busy.add(due.webhook());
            executor.execute(() -> {
                try {
                    deliver(due);
                } catch (RuntimeException e) {
                    LOG.log(Level.WARNING, "the outcome of delivery " + due.id() + " was not stored", e);
                } finally {
                    busy.remove(due.webhook());
                }
            });
        }
    }

    private void deliver(Due due) {
        Attempt attempt = send(due.webhook(), due.url(), due.id(), due.payload());
        Instant now = clock.instant();
        boolean gone = attempt.status().filter(status -> status == GONE).isPresent();
        Optional<Instant> next = attempt.succeeded() || gone
                ? Optional.empty()
                : schedule.delayAfter(due.attempts() + 1, RandomGenerator.getDefault())
                        .map(now::plus);
        store.recordAttempt(due, attempt, now, next);
        if (gone) {
            store.pause(due.webhook(), "its receiver answered 410 Gone");
        }
        LOG.log(
                attempt.succeeded() ? Level.INFO : Level.WARNING,
                "webhook=" + due.webhook() + " delivery=" + due.id() + " attempt=" + (due.attempts() + 1)
                        + (attempt.succeeded() ? " delivered" : " failed: " + attempt.error())
                        + next.map(time -> " next=" + time).orElse(""));
    }

    /** Sends one request, with a signature of this moment. */
    Attempt send(WebhookId webhook, URI url, String id, String payload) {
        Optional<Secret> secret = secrets.find(secretName(webhook));
        if (secret.isEmpty()) {
            return new Attempt(
                    Optional.empty(), "not sent: the webhook has no secret in the credential store; store it again");
        }
        long timestamp = clock.instant().getEpochSecond();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", String.valueOf(timestamp));
        headers.put("webhook-signature", WebhookSignature.sign(secret.get(), id, timestamp, payload));
        return sender.post(url, headers, payload);
    }

    static SecretName secretName(WebhookId webhook) {
        return new SecretName("webhook", webhook.value());
    }

    /** Deletes the log of deliveries that ended long ago. */
    public void deleteOld() {
        store.deleteEndedBefore(clock.instant().minus(KEPT));
    }
}
