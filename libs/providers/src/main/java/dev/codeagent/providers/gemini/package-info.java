/** The wire of the Gemini API of Google. Each other wire has its own package. */
@NullMarked
package dev.codeagent.providers.gemini;

import org.jspecify.annotations.NullMarked;
