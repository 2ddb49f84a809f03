/** Commands of clients: which were executed, and how a line that a user typed is parsed. */
@NullMarked
package dev.codeagent.api.command;

import org.jspecify.annotations.NullMarked;
