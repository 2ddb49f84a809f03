package dev.codeagent.publishing.boundary;

import dev.codeagent.api.credential.SecretStore;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.publishing.PublishingService;
import dev.codeagent.api.run.RunService;
import dev.codeagent.projects.RunBranchPusher;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.publishing.RunPublisher;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Produces the use cases that bring results to git servers. */
@ApplicationScoped
public class PublishingProducers {

    /** The client of providers has the proxy and the authorities of the environment, and follows no redirects. */
    @Produces
    @Singleton
    public PublishingService publishing(
            RunService runs,
            ProjectStore projects,
            SecretStore secrets,
            RunBranchPusher pusher,
            ProviderHttpClient http) {
        return new RunPublisher(runs, projects, secrets, pusher, http);
    }
}
