package dev.codeagent.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the server tells others about itself.
 *
 * @param fullMetrics {@code metrics.full}: whether the metrics of projects and operations are measured too
 * @param traces {@code traces.endpoint}: where traces are sent; empty: nowhere
 * @param traceHeaders {@code traces.headersFile}: the file with the headers of these requests, which contain secrets
 */
public record TelemetrySettings(boolean fullMetrics, Optional<URI> traces, Optional<Path> traceHeaders) {}
