/** The control API of the server: faults and scenarios by API key, and the log of calls with the usage that they had. */
@NullMarked
package dev.codeagent.fakemodel.control;

import org.jspecify.annotations.NullMarked;
