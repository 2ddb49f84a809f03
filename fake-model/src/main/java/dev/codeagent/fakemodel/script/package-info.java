/** The script: turns of agents in neutral terms, and the reader that checks it. HTTP and wires are in the packages {@code http} and {@code wire}. */
@NullMarked
package dev.codeagent.fakemodel.script;

import org.jspecify.annotations.NullMarked;
