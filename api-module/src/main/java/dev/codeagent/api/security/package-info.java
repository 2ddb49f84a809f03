/** Callers and their roles. Authentication is in {@code identity} of {@code web-module}. */
@NullMarked
package dev.codeagent.api.security;

import org.jspecify.annotations.NullMarked;
