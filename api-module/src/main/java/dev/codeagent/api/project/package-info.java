/** Projects, their configuration and the port of their storage. Files and git are in {@code projects} of {@code ejb-module}. */
@NullMarked
package dev.codeagent.api.project;

import org.jspecify.annotations.NullMarked;
