package dev.codeagent.orchestrator.boundary;

import dev.codeagent.api.policy.PolicyService;
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
import dev.codeagent.orchestrator.RunQueue;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.providers.ConfiguredProviders;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** Produces the beans that authorize tool calls. */
@ApplicationScoped
public class PolicyProducers {
    @Inject
    RunJournal journal;

    @Inject
    Settings settings;

    @Produces
    @Singleton
    public ApprovalRuleStore approvalRules() {
        return new ApprovalRuleStore(settings.dataDirectory());
    }

    @Produces
    @Singleton
    public PolicyLoader policyLoader(WorkspaceStore workspaceStore) {
        return new PolicyLoader(settings.policy(), workspaceStore);
    }

    @Produces
    @Singleton
    public CostCalculator costCalculator(ConfiguredProviders registry) {
        return new CostCalculator(id -> registry.find(id, List.of()));
    }

    @Produces
    @Singleton
    public PendingApprovals approvals(EventHub hub, RunQueue queue, ApprovalRuleStore approvalRules) {
        return new PendingApprovals(journal, hub, queue, approvalRules, Clock.systemUTC());
    }

    @Produces
    @Singleton
    public ApprovalGate approvalGate(
            PolicyLoader policyLoader, ApprovalRuleStore approvalRules, CostCalculator costCalculator) {
        return new ApprovalGate(
                journal, policyLoader, approvalRules, costCalculator, settings.policy(), Clock.systemUTC());
    }

    @Produces
    @Singleton
    public PolicyService policyService(
            ProjectStore projects, PolicyLoader policyLoader, CostCalculator costCalculator) {
        return new PolicySimulator(journal, projects, policyLoader, costCalculator, settings.policy());
    }
}
