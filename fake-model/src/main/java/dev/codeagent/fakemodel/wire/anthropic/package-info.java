/** The wire of Anthropic's messages. */
@NullMarked
package dev.codeagent.fakemodel.wire.anthropic;

import org.jspecify.annotations.NullMarked;
