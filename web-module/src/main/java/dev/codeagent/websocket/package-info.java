/** What the container's WebSocket implementation does not check or offer: the frames of clients, and compression. */
@NullMarked
package dev.codeagent.websocket;

import org.jspecify.annotations.NullMarked;
