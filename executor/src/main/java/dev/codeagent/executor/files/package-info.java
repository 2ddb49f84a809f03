/** File tools: resolving paths inside the workspace, reading, writing, moving, deleting and searching. */
package dev.codeagent.executor.files;
