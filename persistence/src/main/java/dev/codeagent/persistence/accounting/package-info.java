/** Totals and budgets of model calls: the projections of their events, and the stores that read them. */
@NullMarked
package dev.codeagent.persistence.accounting;

import org.jspecify.annotations.NullMarked;
