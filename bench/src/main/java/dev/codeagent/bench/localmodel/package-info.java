/** Small bugs that a model on a local server fixes through the product. */
@NullMarked
package dev.codeagent.bench.localmodel;

import org.jspecify.annotations.NullMarked;
