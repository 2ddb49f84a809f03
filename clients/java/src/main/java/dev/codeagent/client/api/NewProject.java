package dev.codeagent.client.api;

import java.util.Optional;

/** The body that registers a directory as a project. */
public record NewProject(String path, Optional<String> subdirectory, Optional<String> name) {
    public NewProject(String path) {
        this(path, Optional.empty(), Optional.empty());
    }
}
