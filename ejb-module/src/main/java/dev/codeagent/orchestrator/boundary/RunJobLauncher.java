package dev.codeagent.orchestrator.boundary;

import dev.codeagent.api.run.RunId;
import dev.codeagent.orchestrator.RunExecutor;
import jakarta.annotation.Resource;
import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Starts a run's batch job, through the default managed executor: so the caller does not wait for the job repository, and the
 * job carries the application's component id, under which it stays reachable over restarts.
 */
@ApplicationScoped
public class RunJobLauncher {
    static final String JOB_NAME = "run";
    static final String RUN_PARAMETER = "run";

    private static final Logger LOG = Logger.getLogger(RunJobLauncher.class.getName());

    @Resource
    ManagedExecutorService executor;

    @Inject
    Instance<RunExecutor> runExecutor;

    void launch(RunId run) {
        executor.execute(() -> start(run));
    }

    private void start(RunId run) {
        var parameters = new Properties();
        parameters.setProperty(RUN_PARAMETER, run.value());
        try {
            JobOperator jobOperator = BatchRuntime.getJobOperator();
            long execution = jobOperator.start(JOB_NAME, parameters);
            LOG.fine(() -> "job started run=" + run + " execution=" + execution);
        } catch (BatchRuntimeException e) {
            // The repository of jobs is the container's bookkeeping; where a run stands is in the journal.
            LOG.log(Level.WARNING, "the job repository fails, working without it run=" + run, e);
            runExecutor.get().execute(run);
        }
    }
}
