/** The wire of Mistral: chat completions of its own form, and fill-in-the-middle. */
@NullMarked
package dev.codeagent.fakemodel.wire.mistral;

import org.jspecify.annotations.NullMarked;
