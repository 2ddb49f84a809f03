/**
 * The WebSocket gateway, the check of host and origin, and the health checks. Business rules are not here: messages go
 * to the ports, and events come from them.
 */
@NullMarked
package dev.codeagent.gateway;

import org.jspecify.annotations.NullMarked;
