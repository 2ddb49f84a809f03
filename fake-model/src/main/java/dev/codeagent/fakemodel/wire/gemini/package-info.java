/** The wire of Google's Gemini. */
@NullMarked
package dev.codeagent.fakemodel.wire.gemini;

import org.jspecify.annotations.NullMarked;
