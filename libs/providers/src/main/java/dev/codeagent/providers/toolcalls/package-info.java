/**
 * Tool calls of models that write them as text, or only under a JSON schema: recovery from text, repair of arguments, the
 * choice of a tool through a schema or a text protocol. Wires with tool calls of their own have them in their packages.
 */
@NullMarked
package dev.codeagent.providers.toolcalls;

import org.jspecify.annotations.NullMarked;
