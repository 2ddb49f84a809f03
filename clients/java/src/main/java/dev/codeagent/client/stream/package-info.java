/** Runs as streams of events over WebSocket and server-sent events, which continue after a broken connection. */
@NullMarked
package dev.codeagent.client.stream;

import org.jspecify.annotations.NullMarked;
