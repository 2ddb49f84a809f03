/** LM Studio's management of models, by its documentation; its chat is the wire of OpenAI. */
@NullMarked
package dev.codeagent.fakemodel.wire.lmstudio;

import org.jspecify.annotations.NullMarked;
