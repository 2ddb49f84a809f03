/** The contract of all model providers as an abstract test, and a server that speaks the wire under test. */
@NullMarked
package dev.codeagent.providers.contract;

import org.jspecify.annotations.NullMarked;
