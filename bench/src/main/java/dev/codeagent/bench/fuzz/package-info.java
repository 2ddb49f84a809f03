/** Requests that are generated from the OpenAPI document. */
@NullMarked
package dev.codeagent.bench.fuzz;

import org.jspecify.annotations.NullMarked;
