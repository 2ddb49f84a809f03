package dev.codeagent.messaging;

import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;

/** What the workers of one run write to. */
public record RunEventPublisher(EventHub hub, RunId run) {

    /** Stores the events in one commit, all or none. */
    public void publish(RunEvent... events) {
        hub.publish(run, events);
    }

    public void publishDelta(String step, String block, String kind, String text) {
        hub.publishDelta(run, step, block, kind, text);
    }

    public void info(String code, String text) {
        publish(new RunEvent.Notice("info", code, text));
    }

    public void warn(String code, String text) {
        publish(new RunEvent.Notice("warn", code, text));
    }
}
