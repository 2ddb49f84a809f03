/** Signs and sends the requests of webhooks, and repeats them. Which events have a delivery is decided by the journal. */
@NullMarked
package dev.codeagent.webhooks;

import org.jspecify.annotations.NullMarked;
