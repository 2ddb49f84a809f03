/** The JDK that a project is built with: which one it needs, and which ones are installed. */
@NullMarked
package dev.codeagent.executor.jdk;

import org.jspecify.annotations.NullMarked;
