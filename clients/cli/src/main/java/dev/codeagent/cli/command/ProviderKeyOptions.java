package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.settings.Invocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The key of a provider, from {@code --key}, {@code --key-env} or {@code --key-file}. */
final class ProviderKeyOptions {
    private ProviderKeyOptions() {}

    static Optional<String> read(Invocation invocation) {
        List<String> given = List.of("key", "key-env", "key-file").stream()
                .filter(flag -> invocation.option(flag).isPresent())
                .toList();
        if (given.size() > 1) {
            throw CliException.usageError("give the key once, not with --" + String.join(" and --", given));
        }
        return invocation
                .option("key")
                .or(() -> invocation.option("key-env").map(ProviderKeyOptions::fromEnvironment))
                .or(() -> invocation.fileOption("key-file").map(ProviderKeyOptions::fromFile));
    }

    private static String fromEnvironment(String variable) {
        return Optional.ofNullable(System.getenv(variable))
                .filter(key -> !key.isBlank())
                .map(String::strip)
                .orElseThrow(() ->
                        CliException.usageError("--key-env: the variable " + variable + " is not set or is empty"));
    }

    private static String fromFile(Path file) {
        try {
            String key = Files.readString(file).strip();
            if (key.isEmpty()) {
                throw CliException.usageError("the key file " + file + " is empty");
            }
            return key;
        } catch (IOException e) {
            throw CliException.unreadableFile(file, e);
        }
    }
}
