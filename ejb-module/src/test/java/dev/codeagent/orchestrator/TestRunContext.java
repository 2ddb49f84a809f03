package dev.codeagent.orchestrator;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.RunEventPublisher;

/** Creates the context of a run as {@link RunExecutor} does. */
final class TestRunContext {
    private TestRunContext() {}

    static RunContext create(EventHub hub, RunJournal journal, RunId run, CancellationToken cancellation) {
        RunHistory history = RunHistory.read(journal, run);
        return new RunContext(run, new RunEventPublisher(hub, run, history::add), history, cancellation, 1);
    }
}
