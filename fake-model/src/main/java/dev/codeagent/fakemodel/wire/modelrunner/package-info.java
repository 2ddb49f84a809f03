/** Docker Model Runner's management of models, by its documentation; its chat is the wire of OpenAI. */
@NullMarked
package dev.codeagent.fakemodel.wire.modelrunner;

import org.jspecify.annotations.NullMarked;
