/** Callers and their roles. Authentication is not here. */
@NullMarked
package dev.codeagent.api.security;

import org.jspecify.annotations.NullMarked;
