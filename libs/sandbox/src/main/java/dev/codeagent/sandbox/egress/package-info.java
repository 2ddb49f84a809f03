/** The egress proxy of sandboxes: its rules, which are the same for all launchers, and the settings of its clients. */
@NullMarked
package dev.codeagent.sandbox.egress;

import org.jspecify.annotations.NullMarked;
