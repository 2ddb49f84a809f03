/** Usage, cost and budgets of model calls: facts, totals and the ports of their storage. Rate limits are not here. */
@NullMarked
package dev.codeagent.api.accounting;

import org.jspecify.annotations.NullMarked;
