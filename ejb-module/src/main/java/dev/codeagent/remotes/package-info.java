/** Git with other servers: addresses, access, host keys, and bounded transfers. What is done with what they send is not here. */
@NullMarked
package dev.codeagent.remotes;

import org.jspecify.annotations.NullMarked;
