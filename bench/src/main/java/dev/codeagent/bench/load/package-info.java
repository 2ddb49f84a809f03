/** CPU cost of work when the server is at full load. */
package dev.codeagent.bench.load;
