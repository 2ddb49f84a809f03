/** Produces the beans of webhooks and calls the dispatcher. */
@NullMarked
package dev.codeagent.webhooks.boundary;

import org.jspecify.annotations.NullMarked;
