/** The wire of OpenAI's responses. */
@NullMarked
package dev.codeagent.fakemodel.wire.responses;

import org.jspecify.annotations.NullMarked;
