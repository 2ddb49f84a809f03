/** The web portal: static files of the build, which every browser may read; what they show needs a login. */
@NullMarked
package dev.codeagent.portal;

import org.jspecify.annotations.NullMarked;
