/** What is known about models of providers: limits, prices, capabilities. The catalogue itself is in {@code libs/providers}. */
@NullMarked
package dev.codeagent.api.catalog;

import org.jspecify.annotations.NullMarked;
