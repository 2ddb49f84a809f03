/** The script: turns of agents in neutral terms, and the reader that checks it. HTTP and wires are not here. */
@NullMarked
package dev.codeagent.fakemodel.script;

import org.jspecify.annotations.NullMarked;
