/** Attacks on the WebSocket gateway: frames that no client should send, and floods of frames and connections. */
@NullMarked
package dev.codeagent.bench.wirefuzz;

import org.jspecify.annotations.NullMarked;
