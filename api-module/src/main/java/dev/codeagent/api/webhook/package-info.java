/** Webhooks: addresses that the server tells about events of runs, with signed requests, and the log of these requests. */
@NullMarked
package dev.codeagent.api.webhook;

import org.jspecify.annotations.NullMarked;
