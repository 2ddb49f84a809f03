/** The conformance kit: checks of a server of the gateway protocol, and of its clients against a scripted server. */
@NullMarked
package dev.codeagent.cli.conformance;

import org.jspecify.annotations.NullMarked;
