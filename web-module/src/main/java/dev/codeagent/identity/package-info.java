/** Who makes a request: the authentication mechanism, its modes, and the login of a browser. */
@NullMarked
package dev.codeagent.identity;

import org.jspecify.annotations.NullMarked;
