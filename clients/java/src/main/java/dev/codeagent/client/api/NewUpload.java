package dev.codeagent.client.api;

import java.util.Optional;

/**
 * The body that creates a project whose files a client uploads.
 *
 * @param key 16 to 64 random letters and digits; the same key is always the same project
 */
public record NewUpload(String key, Optional<String> name, Optional<String> subdirectory) {
    public NewUpload(String key) {
        this(key, Optional.empty(), Optional.empty());
    }
}
