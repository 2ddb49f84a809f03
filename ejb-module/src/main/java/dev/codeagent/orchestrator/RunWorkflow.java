package dev.codeagent.orchestrator;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvent.TestsFinished;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.run.Verdict;
import dev.codeagent.projects.RunBranchStore;
import dev.codeagent.projects.TestFilePatterns;
import java.util.List;
import java.util.Optional;

/**
 * The workflow of one run: sandbox, preparation, agents in order, tests, patch, verdict. Each part first checks the run's
 * history, so that a resumed run does nothing twice.
 */
public final class RunWorkflow implements AutoCloseable {
    private final RunContext context;
    private final Project project;
    private final RunSandbox sandbox;
    private final AgentStepRunner steps;
    private final RunBranchStore branches;
    private final int maxReviewRounds;

    /** @param maxReviewRounds how often review may send the change back to coding */
    public RunWorkflow(
            RunContext context,
            Project project,
            RunSandbox sandbox,
            AgentStepRunner steps,
            RunBranchStore branches,
            int maxReviewRounds) {
        this.context = context;
        this.project = project;
        this.sandbox = sandbox;
        this.steps = steps;
        this.branches = branches;
        this.maxReviewRounds = maxReviewRounds;
    }

    void execute() {
        List<AgentName> agents = context.created().agents();
        sandbox.select();
        if (agents.contains(AgentName.CODING) || agents.contains(AgentName.TESTING)) {
            sandbox.prepare();
        }
        for (AgentName agent : agents) {
            context.throwIfCancelled();
            steps.run(agent, 1);
            if (agent == AgentName.REVIEW && agents.contains(AgentName.CODING)) {
                runReviewRounds();
            }
        }
        reachVerdict();
    }

    /** After a failure: commits what the agents changed so far to the branch, so that it is not lost. */
    void savePartialPatch() {
        if (context.cancellation().isCancelled()
                || !context.history().mayHaveEdited()
                || context.history().contains(RunEvent.DiffReady.class)) {
            return;
        }
        try {
            exportPatch();
        } catch (AgentException e) {
            context.warn("patch.lost", "the changes so far could not be put on a branch: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        sandbox.close();
    }

    private void runReviewRounds() {
        for (int round = 2; round <= maxReviewRounds + 1; round++) {
            if (isApproved()) {
                return;
            }
            steps.run(AgentName.CODING, round);
            steps.run(AgentName.REVIEW, round);
        }
        if (!isApproved()) {
            context.warn("review.open", "review has not approved the change after the last round; read its answer");
        }
    }

    private boolean isApproved() {
        return context.history().lastReviewVerdict().equals(Optional.of(ReviewVerdict.APPROVED));
    }

    private void reachVerdict() {
        RunHistory history = context.history();
        if (!history.mayHaveEdited() || history.contains(RunEvent.VerdictReached.class)) {
            return;
        }
        Optional<TestReport> before = history.findTestReport(TestsFinished.Phase.BEFORE);
        if (before.isPresent()
                && history.findTestReport(TestsFinished.Phase.AFTER).isEmpty()) {
            context.publish(new TestsFinished(TestsFinished.Phase.AFTER, sandbox.runTests(TestsFinished.Phase.AFTER)));
        }
        List<RunEvent.FileChange> files = exportPatch();
        history.findTestReport(TestsFinished.Phase.AFTER).ifPresent(after -> {
            var changedTests = files.stream()
                    .filter(f -> !f.status().equals("added") && TestFilePatterns.isTestFile(f.path()))
                    .map(RunEvent.FileChange::path)
                    .toList();
            context.publish(new RunEvent.VerdictReached(Verdict.compare(before.orElseThrow(), after, changedTests)));
        });
    }

    private List<RunEvent.FileChange> exportPatch() {
        byte[] patch = sandbox.exportPatch();
        if (patch.length == 0) {
            context.info("patch.empty", "the run changed no file");
            return List.of();
        }
        RunEvent.Created created = context.created();
        RunBranchStore.Commit commit = branches.commit(
                project, context.run(), sandbox.baseCommit(), patch, created.command() + " " + created.prompt());
        if (!context.history().contains(RunEvent.DiffReady.class)) {
            context.publish(new RunEvent.DiffReady(commit.branch(), commit.id(), commit.files()));
        }
        return commit.files();
    }
}
