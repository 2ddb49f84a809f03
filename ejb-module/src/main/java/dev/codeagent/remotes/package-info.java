/** Git with other servers: addresses, access, host keys, and bounded transfers. Packages {@code projects} and {@code publishing} use what they send. */
@NullMarked
package dev.codeagent.remotes;

import org.jspecify.annotations.NullMarked;
