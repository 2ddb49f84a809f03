package dev.codeagent.api.file;

import java.util.List;
import java.util.Optional;

/**
 * A page of entries, sorted by the bytes of their paths.
 *
 * @param next the cursor of the next page; absent on the last one
 */
public record FilePage(List<FileEntry> entries, Optional<String> next) {
    public FilePage {
        entries = List.copyOf(entries);
    }
}
