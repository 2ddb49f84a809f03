/** The workspace's files: paths that stay inside, reading, changing, searching. */
package dev.codeagent.executor.files;
