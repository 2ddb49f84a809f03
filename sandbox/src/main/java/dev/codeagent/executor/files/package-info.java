/** The workspace and the tools that read, list, search, edit and write its files. No process is started here. */
package dev.codeagent.executor.files;
