package dev.codeagent.orchestrator.boundary;

import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.config.Settings;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.orchestrator.Approvals;
import dev.codeagent.orchestrator.CostSheet;
import dev.codeagent.orchestrator.PolicyTrials;
import dev.codeagent.orchestrator.ProviderPrices;
import dev.codeagent.orchestrator.RunGuard;
import dev.codeagent.orchestrator.RunQueue;
import dev.codeagent.policy.AnsweredCalls;
import dev.codeagent.policy.PolicyFiles;
import dev.codeagent.projects.Workspaces;
import dev.codeagent.providers.ProviderRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Puts together what decides over tool calls, and what asks. */
@ApplicationScoped
public class PolicyWiring {
    @Inject
    RunJournal journal;

    @Inject
    ProjectStore projects;

    @Inject
    Settings settings;

    @Produces
    @Singleton
    public AnsweredCalls answered() {
        return new AnsweredCalls(settings.data());
    }

    @Produces
    @Singleton
    public Approvals approvals(EventHub hub, RunQueue queue, AnsweredCalls answered) {
        return new Approvals(journal, hub, queue, answered, Clock.systemUTC());
    }

    @Produces
    @Singleton
    public RunGuard.Parts guard(Workspaces workspaces, AnsweredCalls answered, ProviderRegistry registry) {
        return new RunGuard.Parts(
                journal, files(workspaces), answered, prices(registry), settings.policy(), Clock.systemUTC());
    }

    @Produces
    @Singleton
    @Typed(PolicyTrials.class)
    public PolicyTrials trials(Workspaces workspaces, ProviderRegistry registry) {
        return new PolicyTrials(journal, projects, files(workspaces), prices(registry), settings.policy());
    }

    private PolicyFiles files(Workspaces workspaces) {
        return new PolicyFiles(settings.policy(), workspaces);
    }

    private static CostSheet prices(ProviderRegistry registry) {
        return new ProviderPrices(() -> registry.all().stream()
                .map(ProviderRegistry.Entry::configuration)
                .toList());
    }
}
