package dev.codeagent.projects;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces pointers of Git LFS in the working tree by the objects that are in the repository. The program itself would
 * fetch missing objects, or with {@code --skip} use none.
 */
record LfsCheckout(Git git) {
    private static final int MAX_POINTER_BYTES = 1_024;
    private static final Pattern POINTER = Pattern.compile("version https://git-lfs\\.github\\.com/spec/v1\\n"
            + "(?:ext-[^\\n]*\\n)*oid sha256:([0-9a-f]{64})\\nsize [0-9]+\\n");

    /** @param names files of the working tree, as bytes, each as one character; others than pointers stay */
    void replacePointers(List<String> names) {
        Path marker = git.gitDir().resolve(GitView.LFS);
        if (!Files.exists(marker)) {
            return;
        }
        try {
            Path objects = Path.of(Files.readString(marker)).resolve("objects");
            for (Map.Entry<String, String> entry :
                    new ContentFilters(git).find(names).entrySet()) {
                if (entry.getValue().equals(ContentFilters.LFS)) {
                    replacePointer(GitPaths.resolve(git.workTree(), entry.getKey()), objects);
                }
            }
        } catch (IOException e) {
            throw WorkspaceStore.workspaceFailure(e);
        }
    }

    private static void replacePointer(Path file, Path objects) throws IOException {
        boolean small = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= MAX_POINTER_BYTES;
        Optional<Matcher> pointer = small
                ? Optional.of(POINTER.matcher(Files.readString(file, StandardCharsets.ISO_8859_1)))
                : Optional.empty();
        if (pointer.isEmpty() || !pointer.get().matches()) {
            return;
        }
        String id = pointer.get().group(1);
        Path object =
                objects.resolve(id.substring(0, 2)).resolve(id.substring(2, 4)).resolve(id);
        if (Files.isRegularFile(object, LinkOption.NOFOLLOW_LINKS)) {
            Path partial = Files.createTempFile(file.getParent(), ".codeagent", ".lfs");
            Files.copy(object, partial, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(partial, Files.getPosixFilePermissions(file));
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
