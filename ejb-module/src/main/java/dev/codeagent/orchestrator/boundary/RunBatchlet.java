package dev.codeagent.orchestrator.boundary;

import dev.codeagent.api.run.RunId;
import dev.codeagent.orchestrator.RunExecutor;
import dev.codeagent.orchestrator.RunWorkerPool;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Optional;

/** A worker: executes runs until none is left. The state of a run is in the journal, never in the job repository. */
@Dependent
@Named("runBatchlet")
public class RunBatchlet extends AbstractBatchlet {
    @Inject
    RunExecutor runExecutor;

    @Inject
    RunWorkerPool workers;

    @Override
    public String process() {
        workers.workerStarted();
        for (Optional<RunId> run = workers.next(); run.isPresent(); run = workers.next()) {
            runExecutor.execute(run.get());
        }
        return "COMPLETED";
    }
}
