/** What operators see of a server at a glance: its activity now, and totals of days. */
@NullMarked
package dev.codeagent.api.dashboard;

import org.jspecify.annotations.NullMarked;
