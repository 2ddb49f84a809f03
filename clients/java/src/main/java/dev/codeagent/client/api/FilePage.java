package dev.codeagent.client.api;

import java.util.List;
import java.util.Optional;

/** A page of files, sorted by the bytes of their paths; {@code next} is the cursor of the next page. */
public record FilePage(List<FileEntry> entries, Optional<String> next) {}
