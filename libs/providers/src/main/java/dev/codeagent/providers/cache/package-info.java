/** The response cache: complete answers of models, given again to exactly the same request. */
@NullMarked
package dev.codeagent.providers.cache;

import org.jspecify.annotations.NullMarked;
