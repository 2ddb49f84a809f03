package dev.codeagent.cli.upload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A git directory of the client for a folder. It reads the objects of the user's repository as alternates, and gets all
 * new ones, so the user's repository does not grow.
 */
record ClientRepository(Path gitDir, LocalFolder folder) {
    /** The commit of the last snapshot. */
    static final String REF = "refs/codeagent/upload";

    private static final String BOOLEAN = "true|false|yes|no|on|off|0|1";
    /** How the content of files relates to the working tree; no other setting of the user counts. */
    private static final Map<String, Pattern> SETTINGS = Map.of(
            "core.autocrlf", Pattern.compile(BOOLEAN + "|input"),
            "core.eol", Pattern.compile("lf|crlf|native"),
            "core.filemode", Pattern.compile(BOOLEAN),
            "core.symlinks", Pattern.compile(BOOLEAN),
            "core.ignorecase", Pattern.compile(BOOLEAN),
            "core.precomposeunicode", Pattern.compile(BOOLEAN));

    /** Creates or updates it, because the user's settings may have changed. */
    ClientGit open(Path home) throws IOException {
        Files.createDirectories(gitDir.resolve("objects/info"));
        Files.createDirectories(gitDir.resolve("refs"));
        Files.createDirectories(gitDir.resolve("info"));
        replace(gitDir.resolve("HEAD"), bytes("ref: refs/heads/none\n"));
        replace(gitDir.resolve("config"), bytes(config()));
        Path exclude = gitDir.resolve("info/exclude");
        Path attributes = gitDir.resolve("info/attributes");
        byte[] userIgnore = folder.patterns("core.excludesfile", "ignore", home);
        byte[] userAttributes = folder.patterns("core.attributesfile", "attributes", home);
        if (folder.repository().isPresent()) {
            LocalFolder.UserRepository user = folder.repository().get();
            replace(gitDir.resolve("objects/info/alternates"), bytes(quote(user.objects()) + "\n"));
            // The last pattern that matches counts, and those of the repository rank above those of the user.
            replace(exclude, join(userIgnore, LocalFolder.read(user.commonDir().resolve("info/exclude"))));
            replace(attributes, LocalFolder.read(user.commonDir().resolve("info/attributes")));
            copyShallow(user.commonDir().resolve("shallow"));
        } else {
            Files.deleteIfExists(gitDir.resolve("objects/info/alternates"));
            replace(exclude, userIgnore);
            Files.deleteIfExists(attributes);
        }
        Path attributesFile = gitDir.resolve("user-attributes");
        replace(attributesFile, userAttributes);
        return ClientGit.own(gitDir, folder.root()).withOption("core.attributesFile=" + attributesFile);
    }

    private void copyShallow(Path shallow) throws IOException {
        if (Files.exists(shallow)) {
            replace(gitDir.resolve("shallow"), Files.readAllBytes(shallow));
        } else {
            Files.deleteIfExists(gitDir.resolve("shallow"));
        }
    }

    private String config() {
        Map<String, String> settings =
                folder.repository().map(LocalFolder.UserRepository::settings).orElse(Map.of());
        boolean sha256 = folder.repository()
                .filter(r -> r.objectFormat().equals("sha256"))
                .isPresent();
        var text = new StringBuilder("[core]\n\tbare = false\n\tlogAllRefUpdates = false\n\trepositoryFormatVersion = "
                + (sha256 ? 1 : 0) + "\n");
        SETTINGS.forEach((key, pattern) -> {
            String value = settings.getOrDefault(key, "").toLowerCase(Locale.ROOT);
            if (pattern.matcher(value).matches()) {
                text.append('\t')
                        .append(key.substring("core.".length()))
                        .append(" = ")
                        .append(value)
                        .append('\n');
            }
        });
        return text + (sha256 ? "[extensions]\n\tobjectFormat = sha256\n" : "");
    }

    private static String quote(Path path) {
        String text = path.toAbsolutePath().normalize().toString();
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private static byte[] join(byte[] first, byte[] second) {
        var joined = new ByteArrayOutputStream();
        joined.writeBytes(first);
        joined.write('\n');
        joined.writeBytes(second);
        return joined.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void replace(Path file, byte[] content) throws IOException {
        if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
            Files.write(file, content);
        }
    }
}
