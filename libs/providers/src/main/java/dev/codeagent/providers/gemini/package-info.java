/** The wire of the Gemini API of Google. Other wires are not here. */
@NullMarked
package dev.codeagent.providers.gemini;

import org.jspecify.annotations.NullMarked;
