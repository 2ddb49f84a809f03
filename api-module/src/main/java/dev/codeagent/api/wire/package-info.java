/** JSON of the messages between clients and the server. Connections are not here. */
@NullMarked
package dev.codeagent.api.wire;

import org.jspecify.annotations.NullMarked;
