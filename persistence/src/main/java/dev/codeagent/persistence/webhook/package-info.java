/** Webhooks and their deliveries on the main database. Requests are not sent here. */
@NullMarked
package dev.codeagent.persistence.webhook;

import org.jspecify.annotations.NullMarked;
