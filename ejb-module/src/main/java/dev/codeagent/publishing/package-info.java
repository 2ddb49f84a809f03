/** Pull requests of runs: their texts, and the APIs of git servers. How git talks to these servers is in package remotes. */
@NullMarked
package dev.codeagent.publishing;

import org.jspecify.annotations.NullMarked;
