package dev.codeagent.orchestrator.boundary;

import dev.codeagent.api.run.RunId;
import dev.codeagent.orchestrator.RunExecutor;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** Works a run as a batch job. Where it stands is read off the journal, never off the job repository. */
@Dependent
@Named("runBatchlet")
public class RunBatchlet extends AbstractBatchlet {
    @Inject
    RunExecutor runExecutor;

    @Inject
    JobContext job;

    @Override
    public String process() {
        String run = BatchRuntime.getJobOperator()
                .getParameters(job.getExecutionId())
                .getProperty(RunJobLauncher.RUN_PARAMETER);
        runExecutor.execute(new RunId(run));
        return "COMPLETED";
    }
}
