package dev.codeagent.orchestrator;

import dev.codeagent.api.policy.Policy;
import dev.codeagent.api.policy.PolicyContext;
import dev.codeagent.api.policy.PolicyDecision;
import dev.codeagent.api.policy.PolicyFile;
import dev.codeagent.api.policy.PolicyRequest;
import dev.codeagent.api.policy.PolicyService;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.wire.ToolCallParser;
import dev.codeagent.config.PolicySettings;
import dev.codeagent.policy.PolicyFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Tries rules on the calls of past runs: with the server's and the team's rules as they are now and the project's as they
 * were when the run began, and with the tried ones beside them.
 */
public record PolicyTrials(
        RunJournal journal, ProjectStore projects, PolicyFiles files, CostSheet costs, PolicySettings settings)
        implements PolicyService {
    private static final List<String> ROOT = List.of("/workspace");

    @Override
    public Simulation simulate(Caller caller, PolicyFile rules, int runs) {
        List<Run> past = journal.list(new RunJournal.Query(Optional.empty(), Optional.empty(), runs));
        var changes = new ArrayList<DecisionChange>();
        int calls = 0;
        for (Run run : past) {
            List<RecordedEvent> events = RunDriver.events(journal, run.id(), 0);
            var all = new ArrayList<>(rules(run, events));
            var now = new Policy(all);
            all.add(rules);
            var then = new Policy(all);
            for (int i = 0; i < events.size(); i++) {
                if (events.get(i).event() instanceof RunEvent.ToolCalled call) {
                    calls++;
                    PolicyContext context = RunFacts.at(events.subList(0, i), walls(events), ROOT, costs, settings);
                    change(run, call, now, then, context).ifPresent(changes::add);
                }
            }
        }
        return new Simulation(past.size(), calls, changes);
    }

    /** Where the run's first commit is gone, its project's rules are left out: they would deny everything. */
    private List<PolicyFile> rules(Run run, List<RecordedEvent> events) {
        Optional<String> base = events.stream()
                .map(RecordedEvent::event)
                .filter(RunEvent.WorkspaceReady.class::isInstance)
                .map(e -> ((RunEvent.WorkspaceReady) e).base())
                .findFirst();
        Optional<Project> project = projects.find(run.project());
        return base.isEmpty() || project.isEmpty()
                ? files.shared()
                : files.of(project.get(), base.get()).stream()
                        .filter(f ->
                                !f.source().equals("project") || f.problem().isEmpty())
                        .toList();
    }

    private static Optional<DecisionChange> change(
            Run run, RunEvent.ToolCalled call, Policy now, Policy then, PolicyContext context) {
        PolicyRequest use = ToolCallParser.parse(call.tool(), call.arguments());
        PolicyDecision before = now.decide(use, context);
        PolicyDecision after = then.decide(use, context);
        return before.action() == after.action()
                ? Optional.empty()
                : Optional.of(new DecisionChange(
                        run.id().value(),
                        call.call(),
                        call.tool(),
                        call.arguments(),
                        name(before),
                        name(after),
                        after.rule(),
                        after.reason()));
    }

    private static boolean walls(List<RecordedEvent> events) {
        return events.stream()
                .noneMatch(e -> e.event() instanceof RunEvent.SandboxSelected s
                        && s.launcher().equals("plain"));
    }

    private static String name(PolicyDecision decision) {
        return decision.action().name().toLowerCase(Locale.ROOT);
    }
}
