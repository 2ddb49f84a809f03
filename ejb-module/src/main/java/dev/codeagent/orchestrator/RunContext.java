package dev.codeagent.orchestrator;

import dev.codeagent.api.run.RunId;
import dev.codeagent.messaging.RunEventPublisher;
import dev.codeagent.providers.CancellationToken;

/** A run that is being worked on. {@code attempt} counts from 1; more than 1 means after a restart. */
public record RunContext(RunId run, RunEventPublisher publisher, CancellationToken cancellation, int attempt) {}
