/** Markdown of models as styled lines for a terminal, wrapped at its width. */
@NullMarked
package dev.codeagent.cli.markdown;

import org.jspecify.annotations.NullMarked;
