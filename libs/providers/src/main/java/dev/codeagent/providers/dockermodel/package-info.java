/** Docker Model Runner: conversations over OpenAI's API, its models over its own. */
@NullMarked
package dev.codeagent.providers.dockermodel;

import org.jspecify.annotations.NullMarked;
