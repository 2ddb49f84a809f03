/**
 * The WebSocket gateway, and the check of host and origin. Business rules are in {@code ejb-module}: messages go
 * to the ports, and events come from them.
 */
@NullMarked
package dev.codeagent.gateway;

import org.jspecify.annotations.NullMarked;
