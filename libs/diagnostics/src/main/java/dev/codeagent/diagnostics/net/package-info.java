/** How this machine reaches others. Plain Java, so that server and clients do the same. */
package dev.codeagent.diagnostics.net;
