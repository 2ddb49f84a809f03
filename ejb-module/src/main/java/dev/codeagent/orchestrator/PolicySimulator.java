package dev.codeagent.orchestrator;

import dev.codeagent.api.policy.PolicyService;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.authorization.PolicyLoader;
import dev.codeagent.config.PolicySettings;
import dev.codeagent.policy.Policy;
import dev.codeagent.policy.PolicyContext;
import dev.codeagent.policy.PolicyDecision;
import dev.codeagent.policy.PolicyFile;
import dev.codeagent.policy.PolicyJson;
import dev.codeagent.policy.PolicyRequest;
import dev.codeagent.policy.ToolCallParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Tries rules on the calls of past runs: with the server's and the team's rules as they are now and the project's as they
 * were when the run began, and with the tried ones beside them.
 */
public record PolicySimulator(
        RunJournal journal,
        ProjectStore projects,
        PolicyLoader policyLoader,
        CostCalculator costCalculator,
        PolicySettings settings)
        implements PolicyService {
    private static final List<String> ROOTS = List.of("/workspace");

    @Override
    public Simulation simulate(Caller caller, String rules, int runs) {
        PolicyFile triedFile = PolicyJson.read("tried", EnvelopeCodec.parse(rules));
        List<Run> pastRuns = journal.list(new RunJournal.Query(Optional.empty(), Optional.empty(), runs));
        var changes = new ArrayList<DecisionChange>();
        int calls = 0;
        for (Run run : pastRuns) {
            List<RecordedEvent> events = RunExecutor.readEvents(journal, run.id(), 0);
            var policyFiles = new ArrayList<>(loadRules(run, events));
            var currentPolicy = new Policy(policyFiles);
            policyFiles.add(triedFile);
            var simulatedPolicy = new Policy(policyFiles);
            for (int i = 0; i < events.size(); i++) {
                if (events.get(i).event() instanceof RunEvent.ToolCalled call) {
                    calls++;
                    PolicyContext context = PolicyContextFactory.create(
                            events.subList(0, i), isIsolated(events), ROOTS, costCalculator, settings);
                    findChange(run, call, currentPolicy, simulatedPolicy, context)
                            .ifPresent(changes::add);
                }
            }
        }
        return new Simulation(pastRuns.size(), calls, changes);
    }

    /** Where the run's first commit is gone, its project's rules are left out: they would deny everything. */
    private List<PolicyFile> loadRules(Run run, List<RecordedEvent> events) {
        Optional<String> base = events.stream()
                .map(RecordedEvent::event)
                .filter(RunEvent.WorkspaceReady.class::isInstance)
                .map(e -> ((RunEvent.WorkspaceReady) e).base())
                .findFirst();
        Optional<Project> project = projects.find(run.project());
        return base.isEmpty() || project.isEmpty()
                ? policyLoader.loadShared()
                : policyLoader.load(project.get(), base.get()).stream()
                        .filter(f ->
                                !f.source().equals("project") || f.problem().isEmpty())
                        .toList();
    }

    private static Optional<DecisionChange> findChange(
            Run run, RunEvent.ToolCalled call, Policy currentPolicy, Policy simulatedPolicy, PolicyContext context) {
        PolicyRequest request = ToolCallParser.parse(call.tool(), call.arguments());
        PolicyDecision before = currentPolicy.decide(request, context);
        PolicyDecision after = simulatedPolicy.decide(request, context);
        return before.action() == after.action()
                ? Optional.empty()
                : Optional.of(new DecisionChange(
                        run.id().value(),
                        call.call(),
                        call.tool(),
                        call.arguments(),
                        actionName(before),
                        actionName(after),
                        after.rule(),
                        after.reason()));
    }

    private static boolean isIsolated(List<RecordedEvent> events) {
        return events.stream()
                .noneMatch(e -> e.event() instanceof RunEvent.SandboxSelected s
                        && s.launcher().equals("plain"));
    }

    private static String actionName(PolicyDecision decision) {
        return decision.action().name().toLowerCase(Locale.ROOT);
    }
}
