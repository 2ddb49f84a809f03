package dev.codeagent.api.command;

import java.time.Instant;

/**
 * A command that was executed, or that is being executed.
 *
 * @param run the run that it started or changed; empty for a setting
 * @param seq the number of the event of that run that records what the command did; 0 for a setting
 * @param finished false until the outcome of a setting is stored; the outcome of other commands is an event, which is stored
 *     together with the command
 */
public record ExecutedCommand(ReceivedCommand command, String run, long seq, Instant at, boolean finished) {}
