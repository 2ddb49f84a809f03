/**
 * What all wires share: the neutral form of a request and of an answer, the rules for conversations and tool schemas,
 * and the frames of streams. Each wire has its own package.
 */
@NullMarked
package dev.codeagent.fakemodel.wire;

import org.jspecify.annotations.NullMarked;
