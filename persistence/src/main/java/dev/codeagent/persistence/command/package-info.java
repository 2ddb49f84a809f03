/** The store of the commands that were executed. */
@NullMarked
package dev.codeagent.persistence.command;

import org.jspecify.annotations.NullMarked;
