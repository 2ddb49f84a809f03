/** Names, schemas and permissions of the agents' tools. The executor in the sandbox implements the tools. */
@NullMarked
package dev.codeagent.tools;

import org.jspecify.annotations.NullMarked;
