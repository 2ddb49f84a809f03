/** Totals of runs and model calls for the dashboard, added up in the database. */
@NullMarked
package dev.codeagent.persistence.dashboard;

import org.jspecify.annotations.NullMarked;
