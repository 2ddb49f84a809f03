/** Produces the beans of metrics and of the dashboard. */
@NullMarked
package dev.codeagent.telemetry.boundary;

import org.jspecify.annotations.NullMarked;
