/** The wire of the Responses API of OpenAI. Other wires, also its chat completions, are not here. */
@NullMarked
package dev.codeagent.providers.responses;

import org.jspecify.annotations.NullMarked;
