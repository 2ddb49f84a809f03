/** The memory of calls: which began, which ended and with what result, on disk before anybody is told. */
package dev.codeagent.executor.journal;
