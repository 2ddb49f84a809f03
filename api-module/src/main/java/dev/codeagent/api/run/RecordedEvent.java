package dev.codeagent.api.run;

import java.time.Instant;

/**
 * An event with its position in the journal of its run.
 *
 * @param seq the event number, from 1 without gaps
 */
public record RecordedEvent(RunId run, long seq, Instant at, RunEvent event) {}
