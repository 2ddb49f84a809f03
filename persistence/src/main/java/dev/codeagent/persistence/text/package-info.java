/** Encoding of text for all supported databases. */
@NullMarked
package dev.codeagent.persistence.text;

import org.jspecify.annotations.NullMarked;
