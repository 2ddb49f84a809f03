/** The events of a run as records. */
@NullMarked
package dev.codeagent.client.event;

import org.jspecify.annotations.NullMarked;
