package dev.codeagent.webhooks.boundary;

import dev.codeagent.api.concurrent.ManagedTaskExecutor;
import dev.codeagent.api.credential.SecretStore;
import dev.codeagent.api.webhook.WebhookService;
import dev.codeagent.api.webhook.WebhookStore;
import dev.codeagent.config.Settings;
import dev.codeagent.diagnostics.net.TrustAnchors;
import dev.codeagent.webhooks.WebhookAddressPolicy;
import dev.codeagent.webhooks.WebhookConfigurator;
import dev.codeagent.webhooks.WebhookDispatcher;
import dev.codeagent.webhooks.WebhookRequestSender;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Produces the use cases and the dispatcher of webhooks. */
@ApplicationScoped
public class WebhookProducers {
    private static final int MAX_THREADS = 8;

    @Resource
    ManagedThreadFactory threads;

    @Produces
    @Singleton
    public WebhookAddressPolicy addressPolicy(Settings settings) {
        return new WebhookAddressPolicy(settings.webhookPrivateHosts());
    }

    @Produces
    @Singleton
    public WebhookDispatcher dispatcher(WebhookStore store, SecretStore secrets, WebhookAddressPolicy policy) {
        return new WebhookDispatcher(
                store,
                secrets,
                new WebhookRequestSender(
                        policy, TrustAnchors.fromEnvironment(System.getenv()).sslContext()),
                Clock.systemUTC(),
                new ManagedTaskExecutor(threads, MAX_THREADS));
    }

    @Produces
    @Singleton
    public WebhookService webhooks(
            WebhookStore store, SecretStore secrets, WebhookAddressPolicy policy, WebhookDispatcher dispatcher) {
        return new WebhookConfigurator(store, secrets, policy, dispatcher, Clock.systemUTC());
    }
}
