package dev.codeagent.messaging;

import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import java.util.function.Consumer;

/**
 * Publishes the events of one run.
 *
 * @param listener receives each event of this publisher after it is stored
 */
public record RunEventPublisher(EventHub hub, RunId run, Consumer<RunEvent> listener) {

    public RunEventPublisher(EventHub hub, RunId run) {
        this(hub, run, event -> {});
    }

    /** Stores the events in one commit, all or none. */
    public void publish(RunEvent... events) {
        hub.publish(run, events);
        for (RunEvent event : events) {
            listener.accept(event);
        }
    }

    public void publishDelta(String step, String block, String kind, String text) {
        hub.publishDelta(run, step, block, kind, text);
    }

    public void publishOutput(String call, String text) {
        hub.publishOutput(run, call, text);
    }

    public void info(String code, String text) {
        publish(new RunEvent.Notice(RunEvent.Notice.Level.INFO, code, text));
    }

    public void warn(String code, String text) {
        publish(new RunEvent.Notice(RunEvent.Notice.Level.WARN, code, text));
    }
}
