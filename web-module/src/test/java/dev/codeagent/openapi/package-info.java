/** Generates docs/openapi.json from the resources and records, and compares versions of it. */
@NullMarked
package dev.codeagent.openapi;

import org.jspecify.annotations.NullMarked;
