/** Reserves and books model calls, and waits for the rate limits of providers. Totals and limits are stored elsewhere. */
@NullMarked
package dev.codeagent.providers.accounting;

import org.jspecify.annotations.NullMarked;
