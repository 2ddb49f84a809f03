package dev.codeagent.orchestrator.boundary;

import dev.codeagent.api.run.RunId;
import dev.codeagent.orchestrator.RunWorkerPool;
import jakarta.annotation.Resource;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Launches runs: an idle worker takes the run, or a batch job is started as another worker. Jobs are started by the default
 * managed executor: the caller does not wait for the job repository, and the job carries the application's component id,
 * under which it stays reachable over restarts.
 */
@ApplicationScoped
public class RunJobLauncher {
    private static final Logger LOG = Logger.getLogger(RunJobLauncher.class.getName());
    private static final String JOB_NAME = "run";

    @Resource
    ManagedExecutorService executor;

    @Inject
    RunWorkerPool workers;

    @Inject
    Instance<RunBatchlet> batchlet;

    void launch(RunId run) {
        if (!workers.submit(run)) {
            return;
        }
        try {
            executor.execute(this::startWorker);
        } catch (RuntimeException | Error e) {
            if (workers.withdraw(run)) {
                throw e;
            }
        }
    }

    private void startWorker() {
        try {
            long execution = BatchRuntime.getJobOperator().start(JOB_NAME, new Properties());
            LOG.fine(() -> "worker started execution=" + execution);
        } catch (RuntimeException e) {
            // The job repository is the container's bookkeeping; the state of a run is in the journal.
            LOG.log(Level.WARNING, "no batch job could be started; this worker runs without a job", e);
            batchlet.get().process();
        }
    }
}
