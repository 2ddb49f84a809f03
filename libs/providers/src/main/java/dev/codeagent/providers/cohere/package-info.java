/** The codec of Cohere's API, version 2. */
@NullMarked
package dev.codeagent.providers.cohere;

import org.jspecify.annotations.NullMarked;
