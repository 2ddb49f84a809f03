/**
 * A model server with scripted answers over real HTTP. It implements the OpenAI-compatible API. Models, agents and
 * tools are not here.
 */
@NullMarked
package dev.codeagent.fakemodel;

import org.jspecify.annotations.NullMarked;
