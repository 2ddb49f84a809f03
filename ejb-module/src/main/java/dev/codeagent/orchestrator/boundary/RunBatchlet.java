package dev.codeagent.orchestrator.boundary;

import dev.codeagent.api.run.RunId;
import dev.codeagent.orchestrator.RunExecutor;
import dev.codeagent.orchestrator.RunWorkerPool;
import jakarta.annotation.Resource;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/** A worker: executes runs until none is left. The state of a run is in the journal, never in the job repository. */
@Dependent
@Named("runBatchlet")
public class RunBatchlet extends AbstractBatchlet {
    @Inject
    RunExecutor runExecutor;

    @Inject
    RunWorkerPool workers;

    @Resource
    ContextService context;

    @Override
    public String process() {
        workers.workerStarted();
        if (workers.isShared()) {
            executeTogether();
        } else {
            executeEach(runExecutor::execute);
        }
        return "COMPLETED";
    }

    /** A virtual thread has no context of its own, so each has that of this job. Returns after the end of all runs. */
    private void executeTogether() {
        Consumer<RunId> execution = context.contextualConsumer(runExecutor::execute);
        ThreadFactory factory = Thread.ofVirtual().name("run-", 0).factory();
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(factory)) {
            executeEach(run -> threads.execute(() -> execution.accept(run)));
        }
    }

    private void executeEach(Consumer<RunId> execution) {
        for (Optional<RunId> run = workers.next(); run.isPresent(); run = workers.next()) {
            execution.accept(run.get());
        }
    }
}
