/** Work that is done on other threads. */
package dev.codeagent.api.concurrent;
