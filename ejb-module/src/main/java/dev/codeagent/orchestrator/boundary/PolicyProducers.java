package dev.codeagent.orchestrator.boundary;

import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.authorization.ApprovalRuleStore;
import dev.codeagent.authorization.PolicyLoader;
import dev.codeagent.config.Settings;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.orchestrator.ApprovalGate;
import dev.codeagent.orchestrator.CostCalculator;
import dev.codeagent.orchestrator.PendingApprovals;
import dev.codeagent.orchestrator.PolicySimulator;
import dev.codeagent.orchestrator.PriceListCostCalculator;
import dev.codeagent.orchestrator.RunQueue;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.providers.ProviderRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Puts together what decides over tool calls, and what asks. */
@ApplicationScoped
public class PolicyProducers {
    @Inject
    RunJournal journal;

    @Inject
    ProjectStore projects;

    @Inject
    Settings settings;

    @Produces
    @Singleton
    public ApprovalRuleStore approvalRules() {
        return new ApprovalRuleStore(settings.dataDirectory());
    }

    @Produces
    @Singleton
    public PendingApprovals approvals(EventHub hub, RunQueue queue, ApprovalRuleStore approvalRules) {
        return new PendingApprovals(journal, hub, queue, approvalRules, Clock.systemUTC());
    }

    @Produces
    @Singleton
    public ApprovalGate.Dependencies approvalGateDependencies(
            WorkspaceStore workspaceStore, ApprovalRuleStore approvalRules, ProviderRegistry registry) {
        return new ApprovalGate.Dependencies(
                journal,
                policyLoader(workspaceStore),
                approvalRules,
                costCalculator(registry),
                settings.policy(),
                Clock.systemUTC());
    }

    @Produces
    @Singleton
    @Typed(PolicySimulator.class)
    public PolicySimulator policySimulator(WorkspaceStore workspaceStore, ProviderRegistry registry) {
        return new PolicySimulator(
                journal, projects, policyLoader(workspaceStore), costCalculator(registry), settings.policy());
    }

    private PolicyLoader policyLoader(WorkspaceStore workspaceStore) {
        return new PolicyLoader(settings.policy(), workspaceStore);
    }

    private static CostCalculator costCalculator(ProviderRegistry registry) {
        return new PriceListCostCalculator(() -> registry.all().stream()
                .map(ProviderRegistry.Entry::configuration)
                .toList());
    }
}
