/** Projects, their configuration and the port of their storage. Files and git are not here. */
@NullMarked
package dev.codeagent.api.project;

import org.jspecify.annotations.NullMarked;
