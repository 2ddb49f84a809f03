/** Model providers: configuration, connections, retries and fallbacks. The content of requests is not decided here. */
package dev.codeagent.providers;
