/** Folders of a client that are projects of a server elsewhere. */
@NullMarked
package dev.codeagent.bench.remote;

import org.jspecify.annotations.NullMarked;
