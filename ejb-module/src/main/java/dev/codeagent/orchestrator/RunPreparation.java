package dev.codeagent.orchestrator;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvent.TestsFinished;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.docker.NetworkAccess;
import dev.codeagent.sandbox.ProjectInfo;
import dev.codeagent.sandbox.ProjectPreparer;
import java.util.Optional;

/**
 * Prepares the project of a run, before the first agent: fetches dependencies and runs the tests as they are. What prevents the
 * tests is journaled, and the verdict repeats it.
 */
public final class RunPreparation {
    private static final String WITHOUT_TESTS = "the run goes on without tests";

    private final RunContext context;
    private final RunSandbox sandbox;
    private final PreparationConsent consent;
    private boolean refetched;

    public RunPreparation(RunContext context, RunSandbox sandbox, PreparationConsent consent) {
        this.context = context;
        this.sandbox = sandbox;
        this.consent = consent;
    }

    /** Once in a run, because agents may change the workspace afterwards. */
    void prepare() {
        if (context.history().isPrepared()) {
            return;
        }
        context.throwIfCancelled();
        Optional<String> earlierProblem = consent.earlierProblem();
        if (earlierProblem.isPresent()) {
            continueWithoutTests(earlierProblem.get(), 0);
            return;
        }
        long start = System.nanoTime();
        try {
            prepareProject(start);
        } catch (AgentException e) {
            if (e.code() != ErrorCode.PREPARE_FAILED || context.cancellation().isCancelled()) {
                throw e;
            }
            context.warn("prepare.failed", e.getMessage());
            continueWithoutTests(PreparationProblem.summarize(e.getMessage()), elapsedMillis(start));
        }
    }

    private void continueWithoutTests(String problem, long millis) {
        consent.require(problem);
        context.warn("tests.skipped", WITHOUT_TESTS);
        NetworkAccess network = sandbox.network(true);
        context.publish(new RunEvent.Prepared(network.reachesOutside(), millis, network.labelValue(), problem));
    }

    private void prepareProject(long start) {
        ProjectInfo projectInfo = sandbox.sandbox().projectInfo();
        String missing = String.join(", ", projectInfo.missingTools());
        String lacks = missing.isEmpty() ? "" : "the sandbox lacks what the project is built with: " + missing;
        if (!missing.isEmpty()) {
            context.warn("prepare.missing", lacks);
        }
        if (projectInfo.tools().isEmpty()) {
            prepareWithoutBuild(start, lacks);
            return;
        }
        var preparer = new ProjectPreparer(sandbox.launcherName());
        boolean commands = sandbox.hasSetupCommands();
        boolean fetches = sandbox.network(true).reachesOutside()
                && (commands || preparer.needsNetwork(sandbox.workspace(), projectInfo));
        String tools = String.join(", ", projectInfo.tools());
        context.info(
                "prepare.started",
                fetches
                        ? "fetches dependencies and runs the tests once with network, to fill the project's own cache ("
                                + tools + "; " + sandbox.network(true).description() + ")"
                        : "runs the tests as they are, without fetching dependencies (" + tools + "; "
                                + sandbox.network(commands).description() + ")");
        Optional<TestReport> report =
                fetches ? fetchDependencies(preparer, projectInfo) : runTestsUnprepared(preparer, projectInfo);
        publish(start, fetches || commands || refetched, report, report.isEmpty() ? lacks : "");
        if (report.isEmpty() && lacks.isEmpty()) {
            context.warn("tests.none", "the project has no tests that can be run");
        }
    }

    private void prepareWithoutBuild(long start, String lacks) {
        if (lacks.isEmpty()) {
            context.warn("prepare.none", "the project has no build that is known, so no tests are run");
        }
        boolean commands = sandbox.hasSetupCommands();
        if (commands) {
            sandbox.withNetwork(networkSandbox -> Optional.empty());
        }
        if (commands || !lacks.isEmpty()) {
            publish(start, commands, Optional.empty(), lacks);
        }
    }

    /** Publishes the outcome, with the network that the preparation really had, and its time without that of the tests. */
    private void publish(long start, boolean withNetwork, Optional<TestReport> report, String notTested) {
        if (!notTested.isEmpty()) {
            context.warn("tests.skipped", WITHOUT_TESTS);
        }
        long testMillis = report.map(TestReport::millis).orElse(0L);
        NetworkAccess network = sandbox.network(withNetwork);
        var prepared = new RunEvent.Prepared(
                network.reachesOutside(),
                Math.max(0, elapsedMillis(start) - testMillis),
                network.labelValue(),
                notTested);
        report.ifPresentOrElse(
                tests -> context.publish(prepared, new TestsFinished(TestsFinished.Phase.BEFORE, tests)),
                () -> context.publish(prepared));
    }

    private static long elapsedMillis(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    /** A cache that was filled before may have been emptied since; then it is filled again. */
    private Optional<TestReport> runTestsUnprepared(ProjectPreparer preparer, ProjectInfo projectInfo) {
        if (sandbox.hasSetupCommands()) {
            return sandbox.withNetwork(
                    networkSandbox -> preparer.runTests(projectInfo, networkSandbox, sandbox.callId()));
        }
        try {
            return preparer.runTests(projectInfo, sandbox.sandbox(), sandbox.callId());
        } catch (AgentException e) {
            if (e.code() != ErrorCode.PREPARE_FAILED || !sandbox.network(true).reachesOutside()) {
                throw e;
            }
            preparer.invalidate(sandbox.workspace(), projectInfo);
            context.info("prepare.again", "the project's cache lacks something and is filled again");
            refetched = true;
            return fetchDependencies(preparer, projectInfo);
        }
    }

    private Optional<TestReport> fetchDependencies(ProjectPreparer preparer, ProjectInfo projectInfo) {
        return sandbox.withNetwork(networkSandbox -> preparer.fetchDependencies(
                sandbox.workspace(), projectInfo, networkSandbox, sandbox.callId() + "-net"));
    }
}
