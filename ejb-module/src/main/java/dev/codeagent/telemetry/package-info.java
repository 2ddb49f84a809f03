/** The metrics of the server: instruments, what observes the features, and the page for scrapers. Traces are in package {@code traces}. */
@NullMarked
package dev.codeagent.telemetry;

import org.jspecify.annotations.NullMarked;
