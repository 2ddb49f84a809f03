/**
 * Delivery to clients, for all endpoints: one bounded queue per client, and the subscription that fills it with the
 * events of a run. The format of a message and its transport belong to the endpoints.
 */
@NullMarked
package dev.codeagent.outbound;

import org.jspecify.annotations.NullMarked;
