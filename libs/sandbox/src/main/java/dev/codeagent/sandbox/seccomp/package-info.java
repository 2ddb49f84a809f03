/** The system calls that a sandbox may make, as a filter program for bubblewrap and as a profile for Docker. */
@NullMarked
package dev.codeagent.sandbox.seccomp;

import org.jspecify.annotations.NullMarked;
