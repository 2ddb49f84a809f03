/** JSON of the messages between clients and the server. Connections are in {@code gateway} of {@code web-module}. */
@NullMarked
package dev.codeagent.api.wire;

import org.jspecify.annotations.NullMarked;
