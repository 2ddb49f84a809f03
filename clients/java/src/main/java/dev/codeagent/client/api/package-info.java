/** The REST API: interfaces with JAX-RS annotations, and the records of their bodies. */
@NullMarked
package dev.codeagent.client.api;

import org.jspecify.annotations.NullMarked;
