package dev.codeagent.persistence.webhook;

import dev.codeagent.api.webhook.WebhookStore;
import dev.codeagent.persistence.schema.MainDatabase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;

/** Produces the store of webhooks on the main database. Do not call it inside a container transaction. */
@ApplicationScoped
public class WebhookProducer {

    @Produces
    @ApplicationScoped
    public WebhookStore webhooks(MainDatabase mainDatabase) {
        return new JdbcWebhookStore(mainDatabase.dataSource());
    }
}
