/** What the HTTP listener of Payara Micro does in addition to Grizzly. */
@NullMarked
package dev.codeagent.server.http;

import org.jspecify.annotations.NullMarked;
