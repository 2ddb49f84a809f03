package dev.codeagent.architecture.violators.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A client class that works on Unix only. */
public class UnixOnly {
    String shell(String script) {
        return "/bin/sh -c " + script;
    }

    void hide(Path file) throws java.io.IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
