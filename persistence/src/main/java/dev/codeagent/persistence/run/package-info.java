/** The journal of run events, and the read model projected from it. */
@NullMarked
package dev.codeagent.persistence.run;

import org.jspecify.annotations.NullMarked;
