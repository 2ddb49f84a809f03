package dev.codeagent.orchestrator;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.run.LeftOutPath;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvent.TestsFinished;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.run.Verdict;
import dev.codeagent.projects.ChangedTests;
import dev.codeagent.projects.RunBranchStore;
import dev.codeagent.projects.WorkspaceStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The workflow of one run: sandbox, preparation, agents in order, patch, tests of the patch, verdict. Each part first checks the run's
 * history, so that a resumed run does nothing twice.
 */
public final class RunWorkflow implements AutoCloseable {
    private final RunContext context;
    private final Project project;
    private final RunSandbox sandbox;
    private final RunPreparation preparation;
    private final AgentStepRunner steps;
    private final RunBranchStore branches;
    private final int maxReviewRounds;

    /** @param maxReviewRounds how often review may send the change back to coding */
    public RunWorkflow(
            RunContext context,
            Project project,
            RunSandbox sandbox,
            RunPreparation preparation,
            AgentStepRunner steps,
            RunBranchStore branches,
            int maxReviewRounds) {
        this.context = context;
        this.project = project;
        this.sandbox = sandbox;
        this.preparation = preparation;
        this.steps = steps;
        this.branches = branches;
        this.maxReviewRounds = maxReviewRounds;
    }

    void execute() {
        List<AgentName> agents = context.created().agents();
        boolean started = context.history().contains(RunEvent.SandboxSelected.class);
        sandbox.select();
        if (!started) {
            // A snapshot of a large project takes long, and would be in vain.
            agents.forEach(steps::requireModel);
        }
        // A plan is often made without a file, and the snapshot would cost more than the rest of such a run.
        if (!agents.equals(List.of(AgentName.PLANNING))) {
            sandbox.workspace();
        }
        if (agents.contains(AgentName.CODING) || agents.contains(AgentName.TESTING)) {
            preparation.prepare();
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

    /** After a failure or a cancellation: commits what the agents changed so far to the branch, so that it is not lost. */
    void savePartialPatch() {
        if (!context.history().mayHaveEdited() || context.history().contains(RunEvent.DiffReady.class)) {
            return;
        }
        try {
            if (context.cancellation().isCancelled()) {
                sandbox.openAfterCancellation();
            }
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
        // An interrupted attempt may have exported the patch already; it is what is tested and applied.
        Optional<RunEvent.DiffReady> patch = history.findPatch().or(this::exportPatch);
        if (!history.notTestedReason().isEmpty()) {
            context.publish(
                    new RunEvent.VerdictReached(Verdict.notTested(history.notTestedReason(), listChangedTests(patch))));
            return;
        }
        history.findTestReport(TestsFinished.Phase.BEFORE)
                .ifPresent(before -> context.publish(new RunEvent.VerdictReached(createVerdict(before, patch))));
    }

    private List<String> listChangedTests(Optional<RunEvent.DiffReady> patch) {
        return patch.map(new ChangedTests(branches, project)::list).orElse(List.of());
    }

    /** Tests the branch, not the workspace that the agents used. */
    private Verdict createVerdict(TestReport before, Optional<RunEvent.DiffReady> patch) {
        List<String> changedTests = listChangedTests(patch);
        Optional<TestReport> after = context.history().findTestReport(TestsFinished.Phase.AFTER);
        if (after.isEmpty()) {
            FreshTestRun.Result result = testPatch(patch);
            if (result.isConclusive(before)) {
                after = result.report();
                context.publish(new TestsFinished(TestsFinished.Phase.AFTER, after.orElseThrow()));
            } else {
                return Verdict.notTested(result.problem(), changedTests);
            }
        }
        boolean unchanged = patch.map(p -> branches.hasFilesOf(project, context.run(), p.commit()))
                .orElse(true);
        return unchanged
                ? Verdict.compare(before, after.orElseThrow(), changedTests)
                : Verdict.notTested("the run's branch was changed while its tests ran", changedTests);
    }

    private FreshTestRun.Result testPatch(Optional<RunEvent.DiffReady> patch) {
        try {
            return patch.isPresent()
                    ? sandbox.runFreshTests(
                            RunBranchStore.branchRef(context.run()), patch.get().commit())
                    : sandbox.runFreshTests(
                            WorkspaceStore.baseRef(context.run()),
                            sandbox.workspace().baseCommit());
        } catch (AgentException e) {
            ErrorCode.Kind kind = e.code().kind();
            if (context.cancellation().isCancelled() || kind == ErrorCode.Kind.RUN || kind == ErrorCode.Kind.SERVER) {
                throw e;
            }
            return FreshTestRun.Result.failed(e.getMessage());
        }
    }

    private Optional<RunEvent.DiffReady> exportPatch() {
        byte[] patch = sandbox.sandbox().exportPatch();
        List<LeftOutPath> leftOut = new ArrayList<>(listUnexported());
        if (patch.length == 0) {
            context.info("patch.empty", "the run changed no file");
            reportLeftOut(leftOut);
            return Optional.empty();
        }
        RunEvent.Created created = context.created();
        RunBranchStore.Commit commit = branches.commit(
                project,
                context.run(),
                sandbox.workspace().baseCommit(),
                patch,
                created.command() + " " + created.prompt());
        leftOut.addAll(0, commit.leftOut());
        reportLeftOut(leftOut);
        if (commit.isEmpty()) {
            context.info("patch.empty", "the run changed no file that can be part of a patch");
            return Optional.empty();
        }
        var ready = new RunEvent.DiffReady(commit.branch(), commit.id(), commit.files(), List.copyOf(leftOut));
        context.publish(ready);
        return Optional.of(ready);
    }

    /** A failure here must not keep the patch from its branch. */
    private List<LeftOutPath> listUnexported() {
        try {
            return sandbox.sandbox().listUnexported();
        } catch (AgentException e) {
            context.warn(
                    "patch.left_out",
                    "what agents wrote in addition to the patch, such as ignored files, is not known: "
                            + e.getMessage());
            return List.of();
        }
    }

    private void reportLeftOut(List<LeftOutPath> leftOut) {
        if (!leftOut.isEmpty()) {
            context.warn(
                    "patch.left_out",
                    "written by agents, but not part of the patch: " + LeftOutPaths.describe(leftOut));
        }
    }
}
