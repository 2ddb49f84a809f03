/** What a tool is: its call, its result, and the memory that lets a changing call happen once. No tool itself. */
package dev.codeagent.executor.tool;
