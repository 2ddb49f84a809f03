package dev.codeagent.projects;

import dev.codeagent.api.error.PatchConflict;
import java.util.List;

/** A file of a patch that cannot be merged with the working tree: a text for people, and its parts for programs. */
record FileConflict(String text, List<PatchConflict> parts) {

    /** The same in the project whose submodule the file is in; the prefix ends with a slash if it is not empty. */
    FileConflict below(String prefix) {
        return new FileConflict(
                prefix + text,
                parts.stream()
                        .map(part -> new PatchConflict(prefix + part.path(), part.hunk(), part.line(), part.reason()))
                        .toList());
    }
}
