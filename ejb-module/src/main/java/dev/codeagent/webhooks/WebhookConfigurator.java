package dev.codeagent.webhooks;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.credential.SecretStore;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.webhook.Webhook;
import dev.codeagent.api.webhook.WebhookDelivery;
import dev.codeagent.api.webhook.WebhookId;
import dev.codeagent.api.webhook.WebhookRequest;
import dev.codeagent.api.webhook.WebhookService;
import dev.codeagent.api.webhook.WebhookStore;
import dev.codeagent.api.webhook.WebhookStore.Attempt;
import jakarta.json.Json;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The use cases of webhooks: list, change, remove and test them, and read and repeat their deliveries. */
public final class WebhookConfigurator implements WebhookService {
    private static final System.Logger LOG = System.getLogger(WebhookConfigurator.class.getName());
    private static final int MAX_WEBHOOKS = 50;

    private final WebhookStore store;
    private final SecretStore secrets;
    private final WebhookAddressPolicy policy;
    private final WebhookDispatcher dispatcher;
    private final Clock clock;

    public WebhookConfigurator(
            WebhookStore store,
            SecretStore secrets,
            WebhookAddressPolicy policy,
            WebhookDispatcher dispatcher,
            Clock clock) {
        this.store = store;
        this.secrets = secrets;
        this.policy = policy;
        this.dispatcher = dispatcher;
        this.clock = clock;
    }

    @Override
    public List<Webhook> list(Caller caller) {
        return store.list();
    }

    @Override
    public Webhook get(Caller caller, WebhookId id) {
        return store.find(id)
                .orElseThrow(() -> new AgentException(
                        ErrorCode.NOT_FOUND, "no webhook '" + id + "'; `codeagent webhooks list` shows all webhooks"));
    }

    @Override
    public synchronized Webhook put(Caller caller, WebhookId id, WebhookRequest request) {
        Optional<Webhook> before = store.find(id);
        URI url = request.url()
                .map(policy::require)
                .or(() -> before.map(Webhook::url))
                .orElseThrow(() -> AgentException.invalidValue("field 'url': a new webhook needs an address (--url)"));
        Optional<Secret> secret = request.secret().map(WebhookSignature::require);
        if (before.isEmpty()) {
            requireNew(id, secret);
        }
        var webhook = new Webhook(
                id,
                url,
                events(request, before),
                request.state().orElse(Webhook.State.ACTIVE),
                "",
                before.map(Webhook::createdAt).orElse(clock.instant().truncatedTo(ChronoUnit.MILLIS)));
        secret.ifPresent(s -> secrets.put(WebhookDispatcher.secretName(id), s));
        store.put(webhook);
        log("store", caller, id);
        return webhook;
    }

    private void requireNew(WebhookId id, Optional<Secret> secret) {
        if (secret.isEmpty()) {
            throw AgentException.invalidValue(
                    "field 'secret': a new webhook needs the secret of its signatures (--secret-env or --secret-file), for"
                            + " example of `echo whsec_$(openssl rand -base64 32)`");
        }
        if (store.list().size() >= MAX_WEBHOOKS) {
            throw new AgentException(
                    ErrorCode.CONFLICT,
                    "cannot add webhook '" + id + "': there are " + MAX_WEBHOOKS + " already; remove one first");
        }
    }

    private static List<String> events(WebhookRequest request, Optional<Webhook> before) {
        for (String event : request.events()) {
            if (!Webhook.EVENT_TYPES.contains(event)) {
                throw AgentException.invalidValue("field 'events': '" + event
                        + "' is not a type of events of webhooks; use " + String.join(", ", Webhook.EVENT_TYPES));
            }
        }
        return request.events().isEmpty()
                ? before.map(Webhook::events).orElse(Webhook.EVENT_TYPES)
                : request.events().stream().distinct().toList();
    }

    @Override
    public synchronized void remove(Caller caller, WebhookId id) {
        get(caller, id);
        store.remove(id);
        secrets.remove(WebhookDispatcher.secretName(id));
        log("remove", caller, id);
    }

    @Override
    public TestResult test(Caller caller, WebhookId id) {
        Webhook webhook = get(caller, id);
        String payload = Json.createObjectBuilder()
                .add("type", "webhook.test")
                .add("timestamp", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString())
                .add("data", Json.createObjectBuilder().add("webhook", id.value()))
                .build()
                .toString();
        Attempt attempt = dispatcher.send(id, webhook.url(), "test-" + UUID.randomUUID(), payload);
        return new TestResult(
                attempt.succeeded(),
                attempt.status(),
                attempt.succeeded() ? "the receiver accepted a request of the type webhook.test" : attempt.error());
    }

    @Override
    public List<WebhookDelivery> deliveries(Caller caller, WebhookId id, int limit) {
        get(caller, id);
        return store.deliveries(id, limit);
    }

    @Override
    public WebhookDelivery retry(Caller caller, WebhookId id, String delivery) {
        get(caller, id);
        return store.retry(id, delivery, clock.instant())
                .orElseThrow(() -> new AgentException(
                        ErrorCode.NOT_FOUND, "webhook '" + id + "' has no delivery '" + delivery + "'"));
    }

    private static void log(String action, Caller caller, WebhookId id) {
        LOG.log(Level.INFO, "user action=" + action + " caller=" + caller.name() + " webhook=" + id);
    }
}
