package dev.codeagent.orchestrator;

import dev.codeagent.api.policy.PolicyService;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides the calls of past runs again, without and with a tried policy file: with today's rules of the server and the team, and
 * the project's rules as they were when the run began.
 */
public record PolicySimulator(
        RunJournal journal,
        ProjectStore projects,
        PolicyLoader policyLoader,
        CostCalculator costCalculator,
        PolicySettings settings)
        implements PolicyService {
    private static final List<String> ROOTS = List.of("/workspace");

    private static final Set<Class<? extends RunEvent>> TYPES = Set.of(
            RunEvent.SandboxSelected.class,
            RunEvent.WorkspaceReady.class,
            RunEvent.TurnFinished.class,
            RunEvent.ApprovalRequested.class,
            RunEvent.ApprovalAnswered.class,
            RunEvent.ToolCalled.class);

    @Override
    public Simulation simulate(Caller caller, String rules, int runs) {
        PolicyFile triedFile = PolicyJson.read("tried", EnvelopeCodec.parse(rules));
        var query = new RunJournal.Query(Optional.empty(), Optional.empty(), runs);
        Map<RunId, List<RunEvent>> events = journal.readTypes(query, TYPES).stream()
                .collect(Collectors.groupingBy(
                        RecordedEvent::run, Collectors.mapping(RecordedEvent::event, Collectors.toList())));
        List<Run> pastRuns = journal.list(query);
        var changes = new ArrayList<DecisionChange>();
        int calls = 0;
        for (Run run : pastRuns) {
            calls += simulate(run, events.getOrDefault(run.id(), List.of()), triedFile, changes);
        }
        return new Simulation(pastRuns.size(), calls, changes);
    }

    /** Adds the changed decisions of a run and returns the number of its calls. */
    private int simulate(Run run, List<RunEvent> events, PolicyFile triedFile, List<DecisionChange> changes) {
        var policyFiles = new ArrayList<>(loadRules(run, events));
        var currentPolicy = new Policy(policyFiles);
        policyFiles.add(triedFile);
        var simulatedPolicy = new Policy(policyFiles);
        boolean isolated = isIsolated(events);
        var history = new RunHistory();
        int calls = 0;
        for (RunEvent event : events) {
            if (event instanceof RunEvent.ToolCalled call) {
                calls++;
                PolicyContext context = PolicyContextFactory.create(history, isolated, ROOTS, costCalculator, settings);
                findChange(run, call, currentPolicy, simulatedPolicy, context).ifPresent(changes::add);
            }
            history.add(event);
        }
        return calls;
    }

    /** If the run's first commit is gone, the project's rules are left out: they would deny everything. */
    private List<PolicyFile> loadRules(Run run, List<RunEvent> events) {
        Optional<String> base = events.stream()
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

    private static boolean isIsolated(List<RunEvent> events) {
        return events.stream()
                .noneMatch(e ->
                        e instanceof RunEvent.SandboxSelected s && s.launcher().equals("plain"));
    }

    private static String actionName(PolicyDecision decision) {
        return decision.action().name().toLowerCase(Locale.ROOT);
    }
}
