/** Usage, cost and budgets of model calls: facts, totals and the ports of their storage. Waiting for rate limits is in {@code libs/providers}. */
@NullMarked
package dev.codeagent.api.accounting;

import org.jspecify.annotations.NullMarked;
