/** The wire of Cohere's chat, version 2. */
@NullMarked
package dev.codeagent.fakemodel.wire.cohere;

import org.jspecify.annotations.NullMarked;
