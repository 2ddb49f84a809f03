/** The interactive session: the prompt, its completion and history, and what a typed line means. */
@NullMarked
package dev.codeagent.cli.session;

import org.jspecify.annotations.NullMarked;
