/** Measures the web portal in a browser. */
@NullMarked
package dev.codeagent.bench.portal;

import org.jspecify.annotations.NullMarked;
