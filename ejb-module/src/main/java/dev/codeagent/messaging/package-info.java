/** Stores run events and delivers them to subscribers. It does not interpret events. */
@NullMarked
package dev.codeagent.messaging;

import org.jspecify.annotations.NullMarked;
