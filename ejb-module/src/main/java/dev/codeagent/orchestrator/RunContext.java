package dev.codeagent.orchestrator;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.messaging.RunEventPublisher;
import dev.codeagent.sandbox.ProgressListener;

/**
 * A run that is being executed.
 *
 * @param history the run's events so far; what {@code publisher} publishes is added to it
 * @param attempt counts from 1; more than 1 after a restart
 */
public record RunContext(
        RunId run, RunEventPublisher publisher, RunHistory history, CancellationToken cancellation, int attempt)
        implements ProgressListener {

    /** The event that opened the run. */
    public RunEvent.Created created() {
        return history.createdEvent();
    }

    void publish(RunEvent... events) {
        publisher.publish(events);
    }

    @Override
    public void info(String code, String text) {
        publisher.info(code, text);
    }

    @Override
    public void warn(String code, String text) {
        publisher.warn(code, text);
    }

    @Override
    public void throwIfCancelled() {
        cancellation.throwIfCancelled();
    }
}
